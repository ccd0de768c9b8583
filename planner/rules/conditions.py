"""The named conditions of a case: each answers yes, no or unknown.

What people read of each is in `data/words/conditions.toml`. Which clause, item or risk uses it is
not known here. Long because every condition is one function, and they are found by their names.
"""

from datetime import timedelta

from planner.rules.dates import stays_longer
from planner.rules.model import PART_OF_THE_WEEK, Secondment
from planner.rules.truth import Truth, among, differ, negated, some

EXTENSIONS = ("extended", "extended_on_new_terms")
NEW_TERMS = ("terms", "extended_on_new_terms")
CHANGES = (*EXTENSIONS, "terms", "ends_early")
PAST_END = ("past_end", "past_old_end")
CHANGING = ("changing", "changing_on_short_notice")
STARTED = ("started_without_papers", "running", *CHANGING, *PAST_END, "over")


def host_is_same_employer(case: Secondment) -> Truth:
    """Say whether `relationship` is same_employer."""
    return case.relationship == "same_employer"


def host_is_another_organisation(case: Secondment) -> Truth:
    """Say whether `relationship` is any but same_employer."""
    return case.relationship != "same_employer"


def host_is_group_company(case: Secondment) -> Truth:
    """Say whether `relationship` is group."""
    return case.relationship == "group"


def host_is_outside_the_group(case: Secondment) -> Truth:
    """Say whether `relationship` is neither same_employer nor group."""
    return case.relationship not in ("same_employer", "group")


def host_is_client(case: Secondment) -> Truth:
    """Say whether `relationship` is client."""
    return case.relationship == "client"


def host_is_partner(case: Secondment) -> Truth:
    """Say whether `relationship` is partner."""
    return case.relationship == "partner"


def host_is_nonprofit(case: Secondment) -> Truth:
    """Say whether `relationship` is nonprofit."""
    return case.relationship == "nonprofit"


def host_is_public_body(case: Secondment) -> Truth:
    """Say whether `relationship` is public_body."""
    return case.relationship == "public_body"


def covers_an_absence(case: Secondment) -> Truth:
    """Say whether `purpose` is cover."""
    return among(case.purpose, "cover")


def bridges_a_reorganisation(case: Secondment) -> Truth:
    """Say whether `purpose` is reorganisation."""
    return among(case.purpose, "reorganisation")


def crosses_border(case: Secondment) -> Truth:
    """Say whether `home_country` and `host_country` differ."""
    return differ(case.home_country, case.host_country)


def lasts_over_three_months(case: Secondment) -> Truth:
    """Say whether `start_date` to `end_date` is more than 3 months, or has no end."""
    return stays_longer(case, 3)


def lasts_over_six_months(case: Secondment) -> Truth:
    """Say whether `start_date` to `end_date` is more than 6 months, or has no end."""
    return stays_longer(case, 6)


def lasts_three_years_or_longer(case: Secondment) -> Truth:
    """Say whether `start_date` to `end_date` is 36 months or more, or has no end."""
    return stays_longer(case, 36, timedelta(days=1))


def lasts_over_a_year(case: Secondment) -> Truth:
    """Say whether `start_date` to `end_date` is more than 12 months, or has no end."""
    return stays_longer(case, 12)


def lasts_two_years_or_more(case: Secondment) -> Truth:
    """Say whether `start_date` to `end_date` is more than 23 months, or has no end."""
    return stays_longer(case, 23)


def may_be_extended(case: Secondment) -> Truth:
    """Say whether `extension` is yes."""
    return case.extension


def is_part_time(case: Secondment) -> Truth:
    """Say whether `hours` is part_time or part_hours."""
    return among(case.hours, *PART_OF_THE_WEEK)


def host_directs_work(case: Secondment) -> Truth:
    """Say whether `direction` is host or shared."""
    return among(case.direction, "host", "shared")


def direction_is_shared(case: Secondment) -> Truth:
    """Say whether `direction` is shared."""
    return among(case.direction, "shared")


def home_directs_work(case: Secondment) -> Truth:
    """Say whether `direction` is home."""
    return among(case.direction, "home")


def same_post_is_kept(case: Secondment) -> Truth:
    """Say whether `home_post` is same."""
    return among(case.home_post, "same")


def equivalent_post_is_promised(case: Secondment) -> Truth:
    """Say whether `home_post` is equivalent."""
    return among(case.home_post, "equivalent")


def return_is_open(case: Secondment) -> Truth:
    """Say whether `home_post` is open."""
    return among(case.home_post, "open")


def home_post_is_covered(case: Secondment) -> Truth:
    """Say whether `backfill` is yes."""
    return case.backfill


def host_runs_payroll(case: Secondment) -> Truth:
    """Say whether `payroll` is host."""
    return among(case.payroll, "host")


def pay_changes(case: Secondment) -> Truth:
    """Say whether `pay_change` is yes."""
    return case.pay_change


def allowances_are_paid(case: Secondment) -> Truth:
    """Say whether `allowances` is yes."""
    return case.allowances


def cost_is_recharged(case: Secondment) -> Truth:
    """Say whether `recharge` is part, full or margin."""
    return among(case.recharge, "part", "full", "margin")


def cost_is_shared(case: Secondment) -> Truth:
    """Say whether `recharge` is part."""
    return among(case.recharge, "part")


def whole_cost_is_recharged(case: Secondment) -> Truth:
    """Say whether `recharge` is full."""
    return among(case.recharge, "full")


def recharge_has_a_margin(case: Secondment) -> Truth:
    """Say whether `recharge` is margin."""
    return among(case.recharge, "margin")


def host_pays_nothing(case: Secondment) -> Truth:
    """Say whether `recharge` is none."""
    return among(case.recharge, "none")


def is_signed_by_all_three(case: Secondment) -> Truth:
    """Say whether `structure` is three_party."""
    return among(case.structure, "three_party")


def home_may_recall(case: Secondment) -> Truth:
    """Say whether `recall` is yes."""
    return case.recall


def has_permission_to_work(case: Secondment) -> Truth:
    """Say whether `work_permission` is yes."""
    return case.work_permission


def shares_confidential_information(case: Secondment) -> Truth:
    """Say whether `confidential` is yes."""
    return case.confidential


def creates_intellectual_property(case: Secondment) -> Truth:
    """Say whether `creates_ip` is yes."""
    return case.creates_ip


def handles_personal_data(case: Secondment) -> Truth:
    """Say whether `personal_data` is ordinary or special."""
    return among(case.personal_data, "ordinary", "special")


def handles_sensitive_data(case: Secondment) -> Truth:
    """Say whether `personal_data` is special."""
    return among(case.personal_data, "special")


def interests_may_clash(case: Secondment) -> Truth:
    """Say whether `conflict` is yes."""
    return case.conflict


def role_is_regulated(case: Secondment) -> Truth:
    """Say whether `regulated_role` is yes."""
    return case.regulated_role


def works_with_people_at_risk(case: Secondment) -> Truth:
    """Say whether `people_at_risk` is yes."""
    return case.people_at_risk


def has_worker_representatives(case: Secondment) -> Truth:
    """Say whether `worker_representatives` is yes."""
    return case.worker_representatives


def home_supplies_staff(case: Secondment) -> Truth:
    """Say whether `supplies_staff` is yes."""
    return case.supplies_staff


def secondee_works_in_both_countries(case: Secondment) -> Truth:
    """Say whether `works_in_both` is yes."""
    return case.works_in_both


def certificate_is_in_hand(case: Secondment) -> Truth:
    """Say whether `social_security_certificate` is yes."""
    return case.social_security_certificate


def secondee_moves_house(case: Secondment) -> Truth:
    """Say whether `relocates` is yes."""
    return case.relocates


def end_date_is_agreed(case: Secondment) -> Truth:
    """Say yes where `end_date` is given, and no where `open_ended` says that there is none."""
    return True if case.end_date else negated(case.open_ended or None)


def host_expenses_policy_applies(case: Secondment) -> Truth:
    """Say whether `expenses_payer` is host."""
    return among(case.expenses_payer, "host")


def needs_checks(case: Secondment) -> Truth:
    """Say whether `regulated_role` or `people_at_risk` is yes."""
    return some((case.regulated_role, case.people_at_risk))


def employers_checks_may_serve(case: Secondment) -> Truth:
    """Say whether `relationship` is group, or `direction` is home."""
    return some((case.relationship == "group", among(case.direction, "home")))


def permission_needs_care(case: Secondment) -> Truth:
    """Say whether it crosses a border, or `work_permission` is no."""
    return some((crosses_border(case), negated(case.work_permission)))


def leaves_employer_or_country(case: Secondment) -> Truth:
    """Say whether `relationship` is any but same_employer, or it crosses a border."""
    return some((case.relationship != "same_employer", crosses_border(case)))


def host_is_client_or_independent(case: Secondment) -> Truth:
    """Say whether `relationship` is client or unrelated."""
    return case.relationship in ("client", "unrelated")


def secondment_is_extended(case: Secondment) -> Truth:
    """Say whether `change` is extended or extended_on_new_terms."""
    return among(case.change, *EXTENSIONS)


def terms_change_on_the_way(case: Secondment) -> Truth:
    """Say whether `change` is terms or extended_on_new_terms."""
    return among(case.change, *NEW_TERMS)


def secondment_ends_early(case: Secondment) -> Truth:
    """Say whether `change` is ends_early."""
    return among(case.change, "ends_early")


def has_already_started(case: Secondment) -> Truth:
    """Say whether `change` is a change, or the stage comes after the start."""
    return some((among(case.change, *CHANGES), case.stage in STARTED))


def develops_the_secondee(case: Secondment) -> Truth:
    """Say whether `purpose` is development."""
    return among(case.purpose, "development")


def serves_a_project(case: Secondment) -> Truth:
    """Say whether `purpose` is project."""
    return among(case.purpose, "project")


def host_needs_the_secondees_promise(case: Secondment) -> Truth:
    """Say whether `confidential` or `creates_ip` is yes, or `personal_data` special."""
    sensitive = among(case.personal_data, "special")
    return some((case.confidential, case.creates_ip, sensitive))


def host_is_unrelated(case: Secondment) -> Truth:
    """Say whether `relationship` is unrelated."""
    return case.relationship == "unrelated"


def brings_expertise(case: Secondment) -> Truth:
    """Say whether `purpose` is expertise."""
    return among(case.purpose, "expertise")


def strengthens_a_relationship(case: Secondment) -> Truth:
    """Say whether `purpose` is relations."""
    return among(case.purpose, "relations")


def charge_is_monthly(case: Secondment) -> Truth:
    """Say whether `invoice_rhythm` is month."""
    return among(case.invoice_rhythm, "month")


def charge_is_quarterly(case: Secondment) -> Truth:
    """Say whether `invoice_rhythm` is quarter."""
    return among(case.invoice_rhythm, "quarter")


def charge_is_once(case: Secondment) -> Truth:
    """Say whether `invoice_rhythm` is end."""
    return among(case.invoice_rhythm, "end")


def first_pay_may_differ(case: Secondment) -> Truth:
    """Say whether another organisation is the host, or pay changes or allowances are paid."""
    changes = (case.pay_change, case.allowances)
    return some((case.relationship != "same_employer", *changes))


def starts_late(case: Secondment) -> Truth:
    """Say whether the stage is late; open answers may make a planned start late."""
    return True if case.stage == "late" else None if case.start_waits_for else False


def has_started_without_papers(case: Secondment) -> Truth:
    """Say whether the stage is started_without_papers."""
    return case.stage == "started_without_papers"


def start_has_come(case: Secondment) -> Truth:
    """Say whether the stage is started_without_papers or running."""
    return case.stage in ("started_without_papers", "running")


def start_lies_behind(case: Secondment) -> Truth:
    """Say whether the stage comes after the start and the first papers need no more work."""
    begun = case.stage in STARTED and case.stage != "started_without_papers"
    return some((among(case.change, *CHANGES), begun))


def first_papers_are_done(case: Secondment) -> Truth:
    """Say whether the stage is ready, or `start_lies_behind`."""
    return some((start_lies_behind(case), case.stage == "ready"))


def first_weeks_lie_behind(case: Secondment) -> Truth:
    """Say whether `change` is a change, or the stage comes after the last day."""
    return some((among(case.change, *CHANGES), case.stage in (*PAST_END, "over")))


def goes_on_past_its_end(case: Secondment) -> Truth:
    """Say whether the stage is past_end or past_old_end."""
    return case.stage in PAST_END


def extension_was_not_signed(case: Secondment) -> Truth:
    """Say whether the stage is past_old_end."""
    return case.stage == "past_old_end"


def is_over(case: Secondment) -> Truth:
    """Say whether the stage is over."""
    return case.stage == "over"


def secondee_has_stayed(case: Secondment) -> Truth:
    """Say whether the stage is over and `after_end` is stays."""
    return case.stage == "over" and case.after_end == "stays"


def notice_is_too_short(case: Secondment) -> Truth:
    """Say whether the stage is changing_on_short_notice."""
    return case.stage == "changing_on_short_notice"


def host_asks_for_the_change(case: Secondment) -> Truth:
    """Say whether `change_wish` is host."""
    return among(case.change_wish, "host")


def secondee_asks_for_the_change(case: Secondment) -> Truth:
    """Say whether `change_wish` is secondee."""
    return among(case.change_wish, "secondee")


def home_is_public_body(case: Secondment) -> Truth:
    """Say whether `home_kind` is public_body or health_service."""
    return among(case.home_kind, "public_body", "health_service")


def home_is_university(case: Secondment) -> Truth:
    """Say whether `home_kind` is university."""
    return among(case.home_kind, "university")


def a_side_is_university(case: Secondment) -> Truth:
    """Say whether `home_kind` or `host_kind` is university."""
    return some(among(kind, "university") for kind in (case.home_kind, case.host_kind))


def a_side_is_health_service(case: Secondment) -> Truth:
    """Say whether `home_kind` or `host_kind` is health_service."""
    return some(among(kind, "health_service") for kind in (case.home_kind, case.host_kind))


def home_is_charity(case: Secondment) -> Truth:
    """Say whether `home_kind` is charity."""
    return among(case.home_kind, "charity")


def home_is_international_organisation(case: Secondment) -> Truth:
    """Say whether `home_kind` is international."""
    return among(case.home_kind, "international")


def secondee_may_not_be_an_employee(case: Secondment) -> Truth:
    """Say whether `home_kind` is partnership or office."""
    return among(case.home_kind, "partnership", "office")


def home_may_award_shares(case: Secondment) -> Truth:
    """Say whether `relationship` is group, or `home_kind` is company."""
    return some((case.relationship == "group", among(case.home_kind, "company")))


def home_is_public_or_charitable(case: Secondment) -> Truth:
    """Say whether `home_kind` is public_body, health_service, university or charity."""
    return among(case.home_kind, "public_body", "health_service", "university", "charity")


def a_public_body_takes_part(case: Secondment) -> Truth:
    """Say whether `relationship` is public_body, or `home_kind` is that or health_service."""
    return some((case.relationship == "public_body", home_is_public_body(case)))


def host_pays_or_repays_pay(case: Secondment) -> Truth:
    """Say whether `recharge` is part, full or margin, or `payroll` is host."""
    return some((among(case.recharge, "part", "full", "margin"), among(case.payroll, "host")))
