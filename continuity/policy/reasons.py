"""Reasons: sentences of this room as a template and its values, so that faces can say them in another language.

:data:`REASONS` is every template there is: what a catalogue must cover.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

REASONS: dict[str, str] = {
    # rpo and rto
    "no_objective": "the policy {policy} promises no {objective}",
    "no_point": "too few repositories outside the source's failure domain list a recovery point; needed: {needed}",
    "point_too_old": "the newest recovery point that counts is {age} old, {target} was promised",
    "point_ahead": "the data time of the recovery point lies in the future: a clock was wrong",
    "never_proven": "no recovery point outside the source's failure domain was restored or read in full yet",
    "proof_too_old": "the newest recovery point that was restored or read in full is {age} old, {target} was promised",
    "no_drill": "no drill has measured it; the last restore took {technical} without its people",
    "no_restore": "nothing was restored yet, and no drill has measured it",
    "technical_too_slow": "the technical restore alone took {technical}, {target} was promised",
    "drill_too_slow": "the last drill took {actual}, {target} was promised",
    # the newest time stamp in restored data
    "fresh_found": "the newest time stamp in the restored data is {stamp}",
    "fresh_found_unzoned": "the newest time stamp in the restored data is {stamp}: "
    "it has no zone and was read in {zone}",
    "fresh_none": "the restored data holds no time stamp where the newest was looked for",
    "fresh_old": "the newest time stamp in the restored data is {stamp}, {age} older than the data should be, {target} "
    "was promised: the application wrote nothing, or what was backed up is stale",
    "fresh_future": "the newest time stamp in the restored data is {stamp}, later than the backup: a clock is wrong",
    "fresh_unreadable": "the newest time stamp was asked for, and {answer} is none",
    "fresh_unpromised": "the newest time stamp in the restored data is {stamp}, and the policy promises no RPO",
    "canary_silent": "the canary in the restored data is another run's, or none",
    "canary_unopened": "the canary was not looked for, since the restored data could not be opened",
    "canary_unasked": "the canary could not be looked for in the restored data: {cause}",
    # copies
    "lab": "a lab: failure domains are taken as declared, not as observed",
    "without_point": "{repository} lists no recovery point",
    "same_device": "{repository} shares its device with {other}: they are one failure domain",
    "same_host": "{repository} shares its host with {other}: they are one failure domain",
    "same_endpoint": "{repository} shares its endpoint with {other}: they are one failure domain",
    "same_credential": "{repository} shares its credential with {other}: they are one failure domain",
    "same_device_production": "{repository} is on the device of the production data: they are one failure domain",
    "same_host_production": "{repository} is on the host of the production data: they are one failure domain",
    "same_endpoint_production": "{repository} is at the endpoint of the production data: they are one failure domain",
    "same_credential_production": "{repository} opens with the credential of the production data: one failure domain",
    "not_away": "{repository} is declared at another site and lies on the host of the production data: not off site",
    "domain_unknown": "the failure domain of {repository} was not observed yet",
    "production_unknown": "the failure domain of the production data was not observed",
    "too_few_copies": "copies in separate failure domains, production included: {found}; asked for: {needed}",
    "too_few_media": "kinds of medium: {found}; asked for: {needed}",
    "too_few_offsite": "copies off site: {found}; asked for: {needed}",
    "too_few_immutable": "immutable copies, as the store reports them: {found}; asked for: {needed}",
    "lock_unread": "the lock of {repository} was not read back from the store yet",
    "lock_absent": "the store reports no lock on the newest point of {repository}",
    "lock_over": "the lock of {repository} ended at {until}",
    "lock_short": "the lock of {repository} ends at {until}, before {required}",
    "errors_found": "the last verification of {repository} found errors: {errors}",
    "never_verified": "{repository} was never verified",
    # the past
    "past_never": "no run of {asset} was ever recorded: nothing is known of it",
    "past_nothing": "nothing was recorded of {asset} before {first}",
    "past_other_policy": "the policy {policy} was another then: what was achieved is held against today's",
    # what is lost
    "loss_shares": "{thing} was seen on {part}, which is lost as well",
    "loss_nothing_left": "no copy of it is left",
    "loss_not_read": "sources of kind {kind} are not read yet: nothing of it was ever backed up",
    "loss_deletable": "{repository}: the credential can delete its {gone} point(s), and no lock on them is known",
    "loss_locked": "{repository}: {kept} point(s) are locked, as the store reports; {gone} can be deleted",
    "loss_append_only": "{repository}: its server refused a deletion when it was last asked, so its points stay",
    "loss_governance": "the lock of {repository} is of mode governance: a privileged credential can lift it",
    "loss_unmeasured": "no restore from {repository} was measured",
    "loss_few_walks": "the runbook {runbook} was walked {count} time(s) on it, {needed} are needed",
    "loss_few": "only {count} restore(s) of it from {repository} were measured; a forecast needs {needed}",
    "loss_others": "no restore of it from {repository} was measured: the time is that of other assets there ({count})",
    "loss_slow": "its restore is likely to end after {typical}, {target} was promised",
    "loss_maybe_slow": "its restore may end after {slow}, {target} was promised",
    "loss_larger": "its point is {ratio:.1f} times as large as the largest that was restored and measured",
    "loss_behind": "it comes back after others, whose time is not proven",
    "loss_queue": "what comes back from one repository comes one after the other, the most critical first",
    "loss_technical": "times are those of restores alone, where they were measured: people and new machines add theirs",
    "loss_vault": "this server is lost with its vault: the copies open only with a vault and a key kept elsewhere",
    "loss_past_append_only": "that a server only appends is not kept of the past: there only locks count",
    # a whole service
    "service_unmeasured": "nothing was measured of {names}: it takes what is shown at least",
    "service_technical": "the time of {names} is that of a restore alone, without its people",
    "service_few_walks": "the runbooks of {names} were walked fewer than {needed} times",
    "service_declared": "declared, not measured: {names}",
    "service_empty": "{service} names no asset: nothing of it is known to be recovered",
    "service_unpromised": "nothing is promised for {service}, nor for its assets",
    "service_slow": "it is likely to be back after {typical} at the earliest, {target} was promised",
    "service_maybe_slow": "it may be back after {slow}, {target} was promised",
    # simulations
    "sim_length": "{count} line(s) of work were never measured ({kind}): {length} is assumed for each job",
    "sim_size": "{count} copies were never measured: {first} is assumed for the first backup, {added} for each other",
    "sim_worst": "one job in {count} takes as long as the longest that was measured, the others as long as the mean",
    "sim_reach": "a backup reaches every repository of its asset, or none",
    "sim_removed": "what a backup adds is given back once retention has removed its point, and its lock has ended",
    "sim_first": "what the first backup of an asset stored stays, and every object still there is locked anew in time",
    # kinds
    "kind_no_parent": "the repository lists no earlier point to compare with, so every file was read",
    "kind_parent_gone": "the earlier point to compare with was removed meanwhile, so every file was read",
    # retention
    "kept_nothing_asked": "the policy asks for no number of points: all stay",
    "kept_last": "one of the last {count}",
    "kept_hourly": "the newest of its hour",
    "kept_daily": "the newest of its day",
    "kept_weekly": "the newest of its week",
    "kept_monthly": "the newest of its month",
    "kept_yearly": "the newest of its year",
    "kept_hourly_oldest": "the oldest, and not all hourly points are there yet",
    "kept_daily_oldest": "the oldest, and not all daily points are there yet",
    "kept_weekly_oldest": "the oldest, and not all weekly points are there yet",
    "kept_monthly_oldest": "the oldest, and not all monthly points are there yet",
    "kept_yearly_oldest": "the oldest, and not all yearly points are there yet",
    "kept_future": "its data time lies in the future, seen from {now}: a clock was wrong, so nothing is decided",
    "kept_young": "promised immutable for {promised}: until {until}",
    "kept_archive": "an archive",
    "kept_frozen": "frozen: suspicious changes of its source were not accepted yet",
    # the anomaly watch
    "anomaly_scrambled": "{files} file(s), {share}, became unreadable where they were readable (limit: {limit})",
    "anomaly_replaced": "{files} file(s), {share}, went, and as many unreadable ones came (limit: {limit})",
    "anomaly_renamed": "{files} file(s), {share}, were rewritten with a suffix behind their names (limit: {limit})",
    "anomaly_removed": "{files} file(s), {share}, were removed (limit: {limit})",
    "anomaly_rewritten": "{files} file(s), {share}, were rewritten (limit: {limit})",
    "kept_newest": "the newest",
    "kept_proven": "the newest that was restored or read in full",
    "kept_last_full": "the newest full: the next differential is compared with it",
    "kept_parent": "a differential that stays was compared with it",
    # plans
    "plan_schedule": "the schedule of the policy {policy}",
    "plan_derived": "no schedule: every {every}, half of the RPO of {rpo} less {worst} measured, so that one may fail",
    "plan_derived_unmeasured": "no schedule: every {every}, half of the RPO of {rpo}; no backup was measured yet",
    "plan_continuous": "received all the time: every {every}, a third of the RPO of {rpo}, whatever the schedule",
    "plan_nothing_promised": "the policy {policy} has neither a schedule nor an RPO: every day",
    "plan_archive": "the archives of the policy {policy}",
    "plan_restore_test": "the restore tests of the policy {policy}",
    "plan_kit_test": "the policy {policy} has the recovery kit tested without us",
    "plan_verify": "the verification of the policy {policy}",
    "plan_lock": "{repository} promises locks: what would fall short is locked anew in time",
    "plan_storage_check": "{repository} promises locks: they are read back every day",
    "plan_forget": "the retention of the policy {policy}",
    "plan_prune": "the space of removed points in {repository} is given back every week",
    "plan_first": "there was none yet",
    "plan_made_up": "runs were missed since {first}; this one makes up for them",
    "plan_retry": "retry {number} of {count}",
    # findings
    "finding_no_rpo": "the policy {policy} promises no RPO",
    "finding_no_rto": "the policy {policy} promises no RTO",
    "finding_copies": "copies of {asset} in separate failure domains: {found}, the policy {policy} asks for {needed}",
    "finding_media": "kinds of medium of the copies of {asset}: {found}, the policy {policy} asks for {needed}",
    "finding_offsite": "copies of {asset} off site: {found}, the policy {policy} asks for {needed}",
    "finding_immutable": "copies of {asset} under a lock: {found}, the policy {policy} asks for {needed}",
    "finding_keeps_nothing": "the retention of the policy {policy} asks for no point at all: every count is 0",
    "finding_lock_short": "{repository} locks for {period}, the policy {policy} promises {promised} for {asset}",
    "finding_lock_vain": "{repository} locks for {period} from upload, the policy {policy} promises {promised} for "
    "{asset}: what its points share would have to be locked anew every {every}, and each day is the most that can be "
    "kept up; {needed} would do",
    "finding_lock_governance": "the lock of {repository} is of mode governance: a privileged credential can lift it",
    "finding_no_lock_there": "{repository} declares a lock, and the adapter {adapter} cannot lock",
    "finding_rpo_copies": "an RPO counted on {needed} repositories cannot be reached with {found}",
    "finding_boot_elsewhere": "the image {image} is to boot in tests of {asset}, and none of its paths holds it",
    "finding_trust": "{host} is given the password of {repository} while restic runs there, and can read what it"
    " holds of others: {others}",
    "finding_not_served": "{repository} is no directory of this machine: no copy of {asset} can be made there by a"
    " restic that runs on its host",
    "finding_snapshot_root": "`snapshot` cannot stand beside the path / of {asset}: each of its backups is refused",
    "finding_shared_key": "{asset} is replicated: {repositories} share a key and hold the same bytes; a fault of the "
    "one reading of the source is in all of them",
    "finding_one_reading": "{asset} is copied from its first repository: a fault of the one reading of the source is "
    "in all of them",
    "finding_same_place": "{repository} and {other} are the same place",
    "finding_schedule": "the policy {policy} backs up every {every}, its RPO is {rpo}",
    "finding_every_short": "the policy {policy} backs up every {every}: it is done every {shortest}, not more often",
    "finding_no_hours": "the window and the blackout of the policy {policy} leave no hour in which a backup may start",
    "finding_never": "the schedule of the policy {policy} never comes",
    "finding_gap": "the policy {policy} leaves {gap} between two backups ({begins} to {ends}), its RPO is {rpo}",
    "finding_gap_measured": "the policy {policy} leaves {gap} between two backups ({begins} to {ends}), and one took "
    "{worst}: its RPO is {rpo}",
    "finding_window": "a backup took {worst}, the policy {policy} leaves {longest} at a time to start in",
    "finding_retention": "the policy {policy} keeps points for about {kept} and promises them immutable for {promised}",
    "finding_no_copies_rule": "the policy {policy} asks for no number of copies",
}


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One sentence: ``template`` of :data:`REASONS`, filled from ``values``."""

    template: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template.format(**self.values)


def because(name: str, **values: object) -> Reason:
    """Return the reason called ``name`` in :data:`REASONS`."""
    return Reason(template=REASONS[name], values=values)
