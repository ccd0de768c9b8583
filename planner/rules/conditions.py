"""The named conditions of a case: each answers yes, no or unknown.

Its docstring is the sentence people read. Which clause, item or risk uses it is not known here.
"""

from datetime import timedelta

from planner.rules.dates import lasts_longer
from planner.rules.model import Secondment
from planner.rules.truth import Truth, among, differ, negated, some

CHANGES = ("extended", "terms", "ends_early")
PAST_END = ("past_end", "past_old_end")
CHANGING = ("changing", "changing_on_short_notice")
STARTED = ("started_without_papers", "running", *CHANGING, *PAST_END, "over")


def host_is_same_employer(case: Secondment) -> Truth:
    """The home and the host are the same employer."""
    return case.relationship == "same_employer"


def host_is_another_organisation(case: Secondment) -> Truth:
    """The host is another organisation."""
    return case.relationship != "same_employer"


def host_is_group_company(case: Secondment) -> Truth:
    """The host is a company of the same group."""
    return case.relationship == "group"


def host_is_outside_the_group(case: Secondment) -> Truth:
    """The host is outside the home organisation's group."""
    return case.relationship not in ("same_employer", "group")


def host_is_client(case: Secondment) -> Truth:
    """The host is a client."""
    return case.relationship == "client"


def host_is_partner(case: Secondment) -> Truth:
    """The host is a partner, supplier or joint venture."""
    return case.relationship == "partner"


def host_is_nonprofit(case: Secondment) -> Truth:
    """The host is a charity or other non-profit."""
    return case.relationship == "nonprofit"


def host_is_public_body(case: Secondment) -> Truth:
    """The host is a public body."""
    return case.relationship == "public_body"


def covers_an_absence(case: Secondment) -> Truth:
    """The secondee covers for someone who is away."""
    return among(case.purpose, "cover")


def bridges_a_reorganisation(case: Secondment) -> Truth:
    """The secondment bridges a reorganisation or avoids a redundancy."""
    return among(case.purpose, "reorganisation")


def crosses_border(case: Secondment) -> Truth:
    """The work is done in another country than the home country."""
    return differ(case.home_country, case.host_country)


def lasts_over_three_months(case: Secondment) -> Truth:
    """It lasts more than three months."""
    return lasts_longer(case.start_date, case.end_date, 3)


def lasts_over_six_months(case: Secondment) -> Truth:
    """It lasts more than six months."""
    return lasts_longer(case.start_date, case.end_date, 6)


def lasts_three_years_or_longer(case: Secondment) -> Truth:
    """It lasts three years or longer."""
    if case.end_date is None:
        return None
    return lasts_longer(case.start_date, case.end_date + timedelta(days=1), 36)


def lasts_over_a_year(case: Secondment) -> Truth:
    """It lasts more than twelve months."""
    return lasts_longer(case.start_date, case.end_date, 12)


def lasts_two_years_or_more(case: Secondment) -> Truth:
    """It lasts about two years or more."""
    return lasts_longer(case.start_date, case.end_date, 23)


def may_be_extended(case: Secondment) -> Truth:
    """An extension is possible."""
    return case.extension


def is_part_time(case: Secondment) -> Truth:
    """Part of the working week stays with the home organisation."""
    return among(case.hours, "part_time")


def host_directs_work(case: Secondment) -> Truth:
    """The host gives day-to-day instructions, alone or with the home organisation."""
    return among(case.direction, "host", "shared")


def direction_is_shared(case: Secondment) -> Truth:
    """Home and host share the day-to-day direction."""
    return among(case.direction, "shared")


def home_directs_work(case: Secondment) -> Truth:
    """The home organisation gives the day-to-day instructions."""
    return among(case.direction, "home")


def same_post_is_kept(case: Secondment) -> Truth:
    """The same home post is kept open."""
    return among(case.home_post, "same")


def equivalent_post_is_promised(case: Secondment) -> Truth:
    """An equivalent post is promised on return."""
    return among(case.home_post, "equivalent")


def return_is_open(case: Secondment) -> Truth:
    """No post is promised on return."""
    return among(case.home_post, "open")


def home_post_is_covered(case: Secondment) -> Truth:
    """Someone covers the home post."""
    return case.backfill


def host_runs_payroll(case: Secondment) -> Truth:
    """The host runs the payroll for the secondee."""
    return among(case.payroll, "host")


def pay_changes(case: Secondment) -> Truth:
    """Pay, grade or bonus changes during the secondment."""
    return case.pay_change


def allowances_are_paid(case: Secondment) -> Truth:
    """Allowances are paid."""
    return case.allowances


def cost_is_recharged(case: Secondment) -> Truth:
    """The host pays the home organisation for the secondment."""
    return among(case.recharge, "part", "full", "margin")


def cost_is_shared(case: Secondment) -> Truth:
    """The host pays part of the cost."""
    return among(case.recharge, "part")


def whole_cost_is_recharged(case: Secondment) -> Truth:
    """The host pays the whole cost and no more."""
    return among(case.recharge, "full")


def recharge_has_a_margin(case: Secondment) -> Truth:
    """The host pays more than the cost."""
    return among(case.recharge, "margin")


def host_pays_nothing(case: Secondment) -> Truth:
    """The host pays nothing to the home organisation."""
    return among(case.recharge, "none")


def is_signed_by_all_three(case: Secondment) -> Truth:
    """All three sign one agreement."""
    return among(case.structure, "three_party")


def home_may_recall(case: Secondment) -> Truth:
    """The home organisation may call the secondee back early."""
    return case.recall


def has_permission_to_work(case: Secondment) -> Truth:
    """The secondee has permission to do this work for this host in this place."""
    return case.work_permission


def shares_confidential_information(case: Secondment) -> Truth:
    """Confidential information is shared."""
    return case.confidential


def creates_intellectual_property(case: Secondment) -> Truth:
    """The secondee creates intellectual property."""
    return case.creates_ip


def handles_personal_data(case: Secondment) -> Truth:
    """The secondee handles personal data for the host."""
    return among(case.personal_data, "ordinary", "special")


def handles_sensitive_data(case: Secondment) -> Truth:
    """The secondee handles sensitive personal data for the host."""
    return among(case.personal_data, "special")


def interests_may_clash(case: Secondment) -> Truth:
    """Interests of the people or organisations may clash."""
    return case.conflict


def role_is_regulated(case: Secondment) -> Truth:
    """The role needs a registration, licence or approval."""
    return case.regulated_role


def works_with_people_at_risk(case: Secondment) -> Truth:
    """The secondee works with children or adults at risk."""
    return case.people_at_risk


def has_worker_representatives(case: Secondment) -> Truth:
    """There is a works council, union or collective agreement."""
    return case.worker_representatives


def home_supplies_staff(case: Secondment) -> Truth:
    """The home organisation supplies staff as part of what it does, or hired the person for it."""
    return case.supplies_staff


def secondee_works_in_both_countries(case: Secondment) -> Truth:
    """The secondee also works in the home country during the secondment."""
    return case.works_in_both


def certificate_is_in_hand(case: Secondment) -> Truth:
    """The certificate of social security cover is in hand."""
    return case.social_security_certificate


def secondee_moves_house(case: Secondment) -> Truth:
    """The secondee moves house."""
    return case.relocates


def end_date_is_agreed(case: Secondment) -> Truth:
    """An end date is given."""
    return True if case.end_date else negated(case.open_ended or None)


def host_expenses_policy_applies(case: Secondment) -> Truth:
    """The host's expenses policy applies."""
    return among(case.expenses_payer, "host")


def needs_checks(case: Secondment) -> Truth:
    """The role is regulated, or the secondee works with children or adults at risk."""
    return some((case.regulated_role, case.people_at_risk))


def permission_needs_care(case: Secondment) -> Truth:
    """The work is in another country, or permission to do it is not in hand yet."""
    return some((crosses_border(case), negated(case.work_permission)))


def leaves_employer_or_country(case: Secondment) -> Truth:
    """The secondee goes to another organisation or to another country."""
    return some((case.relationship != "same_employer", crosses_border(case)))


def host_is_client_or_independent(case: Secondment) -> Truth:
    """The host is a client or an independent employer."""
    return case.relationship in ("client", "unrelated")


def secondment_is_extended(case: Secondment) -> Truth:
    """A running secondment is extended."""
    return among(case.change, "extended")


def terms_change_on_the_way(case: Secondment) -> Truth:
    """The terms of a running secondment change."""
    return among(case.change, "terms")


def secondment_ends_early(case: Secondment) -> Truth:
    """A running secondment ends early."""
    return among(case.change, "ends_early")


def has_already_started(case: Secondment) -> Truth:
    """The secondment has already started."""
    return some((among(case.change, *CHANGES), case.stage in STARTED))


def develops_the_secondee(case: Secondment) -> Truth:
    """The main purpose is to develop the secondee."""
    return among(case.purpose, "development")


def serves_a_project(case: Secondment) -> Truth:
    """The secondment delivers a project."""
    return among(case.purpose, "project")


def host_needs_the_secondees_promise(case: Secondment) -> Truth:
    """The work brings confidential information, intellectual property or sensitive data."""
    sensitive = among(case.personal_data, "special")
    return some((case.confidential, case.creates_ip, sensitive))


def host_is_unrelated(case: Secondment) -> Truth:
    """The host is an employer with no such tie."""
    return case.relationship == "unrelated"


def brings_expertise(case: Secondment) -> Truth:
    """The secondee brings expertise to the host."""
    return among(case.purpose, "expertise")


def strengthens_a_tie(case: Secondment) -> Truth:
    """The secondment strengthens the tie between the organisations."""
    return among(case.purpose, "relations")


def charge_is_monthly(case: Secondment) -> Truth:
    """The cost is invoiced every month."""
    return among(case.invoice_rhythm, "month")


def charge_is_quarterly(case: Secondment) -> Truth:
    """The cost is invoiced every quarter."""
    return among(case.invoice_rhythm, "quarter")


def charge_is_once(case: Secondment) -> Truth:
    """The cost is invoiced once, at the end."""
    return among(case.invoice_rhythm, "end")


def first_pay_may_differ(case: Secondment) -> Truth:
    """The host is another organisation, or pay changes, or allowances are paid."""
    changes = (case.pay_change, case.allowances)
    return some((case.relationship != "same_employer", *changes))


def starts_late(case: Secondment) -> Truth:
    """The start is closer than what has to come first usually takes."""
    return case.stage == "late"


def has_started_without_papers(case: Secondment) -> Truth:
    """The start has come, and no answer says that the papers are signed."""
    return case.stage == "started_without_papers"


def start_has_come(case: Secondment) -> Truth:
    """The start has come, and nothing changes."""
    return case.stage in ("started_without_papers", "running")


def start_lies_behind(case: Secondment) -> Truth:
    """The secondment has started, and its first papers need no more work."""
    begun = case.stage in STARTED and case.stage != "started_without_papers"
    return some((among(case.change, *CHANGES), begun))


def first_weeks_lie_behind(case: Secondment) -> Truth:
    """The secondment changes on the way, or its last day has passed."""
    return some((among(case.change, *CHANGES), case.stage in (*PAST_END, "over")))


def goes_on_past_its_end(case: Secondment) -> Truth:
    """The last day that was agreed has passed, and no answer says what was signed or decided."""
    return case.stage in PAST_END


def extension_was_not_signed(case: Secondment) -> Truth:
    """It was to be extended, the old last day has passed, and no answer says that all signed."""
    return case.stage == "past_old_end"


def is_over(case: Secondment) -> Truth:
    """The last day has passed, and the secondee is back or stays for good."""
    return case.stage == "over"


def secondee_has_stayed(case: Secondment) -> Truth:
    """The secondment is over, and the secondee stays with the host for good."""
    return case.stage == "over" and case.after_end == "stays"


def notice_is_too_short(case: Secondment) -> Truth:
    """The secondment ends early, and notice given today would run beyond the new last day."""
    return case.stage == "changing_on_short_notice"


def host_asks_for_the_change(case: Secondment) -> Truth:
    """The host asks for the change of the running secondment."""
    return among(case.change_wish, "host")


def secondee_asks_for_the_change(case: Secondment) -> Truth:
    """The secondee asks for the change of the running secondment."""
    return among(case.change_wish, "secondee")
