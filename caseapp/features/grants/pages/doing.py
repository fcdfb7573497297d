"""What the buttons of checks, scores, groups, goods and outcomes do: ask, save, tell. The services decide."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel

from caseapp.core import dates
from caseapp.core.fields import Field, Form, Section
from caseapp.core.i18n import N_, _
from caseapp.core.money import shown
from caseapp.core.permissions import Permission
from caseapp.features.grants import queries, service, shares
from caseapp.features.grants.documents import (
    certificate_pdf,
    minutes_pdf,
    receipt_pdf,
    share_list_pdf,
    visit_form_pdf,
)
from caseapp.features.grants.form import (
    GROUP,
    HANDED,
    LEAVE,
    LOT,
    MEMBER,
    OUTCOME_CHECK,
    PHOTO,
    PURCHASE,
    QUOTATION,
    REASON,
    RECOVERY,
    REPAYMENT,
    ROLE,
    score_form,
    screening_form,
)
from caseapp.features.grants.form import ORDER as ORDER_FORM
from caseapp.features.grants.models import RUNNING
from caseapp.features.grants.moves import due_tranche
from caseapp.features.grants.pages.acting import Handler, last_payment, sheet
from caseapp.features.grants.pages.goods import GoodsCalls, GoodsPapers
from caseapp.features.grants.pages.group import GroupCalls
from caseapp.features.grants.pages.later import LaterCalls
from caseapp.features.grants.views import (
    GrantView,
    LotView,
    MemberView,
    PurchaseView,
    QuotationView,
    RecoveryView,
    VisitView,
)
from caseapp.ui.preview import show_paper

if TYPE_CHECKING:
    from caseapp.features.grants.pages.one import GrantPage

PICTURES = "JPEG, PNG (*.jpg *.jpeg *.png *.webp)"


def screen(page: GrantPage, grant: GrantView) -> None:
    values = {answer.code: answer.well for answer in grant.screening} | {"screening_why": grant.screening_why}
    form = screening_form()
    known = {name: value for name, value in values.items() if name in form.by_name}
    sheet(page, form, _("Eligibility and do no harm"), lambda uow, typed: service.screen(uow, grant.id, typed), values=known,
          note=_("Yes is well. A no does not end it, but somebody says why it goes on."))  # fmt: skip


def score(page: GrantPage, grant: GrantView) -> None:
    note = _("Points advise; people decide. Whoever scores does not approve.")
    sheet(page, score_form(), _("Score {business}").format(business=grant.business),
          lambda uow, typed: service.score(uow, grant.id, typed), note=note)  # fmt: skip


def outcome(page: GrantPage, grant: GrantView) -> None:
    title = _("Outcome of month {number}").format(number=grant.outcome_month)
    sheet(page, OUTCOME_CHECK, title, lambda uow, typed: service.record_outcome(uow, grant.id, typed),
          values={"checked_on": page.ctx.clock.today(), "met": True})  # fmt: skip


def recover(page: GrantPage, grant: GrantView) -> None:
    note = _("{amount} was paid. What comes back is not free on the budget line: the donor decides.").format(
        amount=shown(grant.paid, grant.currency))  # fmt: skip
    sheet(page, RECOVERY, _("Ask money back"), lambda uow, typed: service.recover(uow, grant.id, typed), note=note,
          confirm=_("Ask it back"))  # fmt: skip


def buy(page: GrantPage, grant: GrantView) -> None:
    tranche = due_tranche(grant)
    if tranche:
        note = _("Out of tranche {number}: {amount} left.").format(
            number=tranche.seq, amount=shown(tranche.left, grant.currency))  # fmt: skip
        page.tabs.show_tab("goods")
        sheet(page, PURCHASE, _("Something to buy"), lambda uow, typed: service.plan_purchase(uow, tranche.id, typed),
              note=note)  # fmt: skip


def print_minutes(page: GrantPage, grant: GrantView) -> None:
    _paper(
        page,
        N_("Minutes of the grant committee"),
        "grant-minutes",
        lambda uow, lv: minutes_pdf(uow, grant.id, lv),
    )


def print_receipt(page: GrantPage, grant: GrantView) -> None:
    payment = last_payment(grant)
    if payment:
        _paper(
            page, N_("Receipt"), "receipt", lambda uow, level: receipt_pdf(uow, grant.id, payment.id, level)
        )


def print_visit(page: GrantPage, grant: GrantView) -> None:
    _paper(
        page, N_("Business visit"), "business-visit", lambda uow, level: visit_form_pdf(uow, grant.id, level)
    )


def _paper(page: GrantPage, title: str, name: str, make: Callable[[Any, int], bytes]) -> None:
    show_paper(page.ctx, _(title), make, level=1, name=f"{name}.pdf", parent=page.window())


# --- the group


def group_calls(page: GrantPage) -> GroupCalls | None:
    """What may be done with the group, for whoever applies for grants."""
    if not page.ctx.can(Permission.GRANT_APPLY):
        return None

    def on(step: Callable[..., None]) -> Callable[..., None]:
        return lambda *args: step(page, page.shown(), *args)

    return GroupCalls(found=on(_found), choose=on(_choose), change=on(_change_group), add=on(_add_member), role=on(_role),
                      leave=on(_leave), share=on(_share), undo=on(_undo))  # fmt: skip


def _found(page: GrantPage, grant: GrantView) -> None:
    sheet(page, GROUP, _("Group"), lambda uow, typed: service.found_group(uow, grant.id, typed), values={"place": grant.place},
          note=_("The person of this case becomes its chairperson; add the others afterwards."))  # fmt: skip


def _choose(page: GrantPage, grant: GrantView) -> None:
    """One of the groups on file, by a list with its first names."""

    def ask(found: Any) -> None:
        if not found.rows:
            page.ctx.toast(_("No group is on file yet."))
            return
        names = [f"{n}. {g.name}, {g.place}" for n, g in enumerate(found.rows, 1)]
        form = Form.of("grant-choose-group", N_("Group"),
                       Field("number", "int", N_("Number in the list"), required=True, default=1))  # fmt: skip
        sheet(page, form, _("A group on file"), lambda uow, typed: service.set_group(
            uow, grant.id, found.rows[max(1, min(len(names), typed["number"])) - 1].id), note="\n".join(names))  # fmt: skip

    page.read(queries.groups, done=ask)


def _change_group(page: GrantPage, grant: GrantView) -> None:
    group = grant.group
    if group:
        seen = {name: getattr(group, name) for name in GROUP.by_name}
        sheet(
            page,
            GROUP,
            group.name,
            lambda uow, typed: service.change_group(uow, group.id, typed, seen),
            values=seen,
        )


def _add_member(page: GrantPage, grant: GrantView) -> None:
    group = grant.group
    if group:
        sheet(page, MEMBER, _("Add a member"), lambda uow, typed: service.add_member(uow, group.id, typed))


def _role(page: GrantPage, grant: GrantView, member: MemberView) -> None:
    sheet(page, ROLE, member.name, lambda uow, typed: service.member_role(uow, member.id, typed),
          values={"role": member.role, "signs": member.signs})  # fmt: skip


def _leave(page: GrantPage, grant: GrantView, member: MemberView) -> None:
    today = {"left_on": page.ctx.clock.today()}
    sheet(page, LEAVE, _("{name} leaves the group").format(name=member.name),
          lambda uow, typed: service.member_leaves(uow, member.id, typed), values=today)  # fmt: skip


def _share(page: GrantPage, grant: GrantView) -> None:
    """First what there is, then what each gets: even shares are there already, and can be changed."""
    group, ctx = grant.group, page.ctx
    if group is None or not group.members:
        return
    lot = ctx.dialogs.ask(LOT, f"{_('Share among the members')} · {grant.number}", {}, confirm=_("Go on"))
    if lot is None:
        return
    whole = (lot["amount"] if lot["money"] else lot["number"]) or 0
    each, rest = shares.equal(whole, len(group.members))
    kind = "money" if lot["money"] else "int"
    fields = tuple(Field(m.person_id, kind, f"{m.name}, {m.number}", default=each) for m in group.members)
    note = _("Even shares leave {rest} over.").format(
        rest=shown(rest, grant.currency) if lot["money"] else rest
    )
    where = LOT.by_name["remainder_why"]
    form = Form("grant-shares", N_("Shares"), (Section("shares", N_("Each gets"), (*fields, where)),))

    def save(uow: Any, typed: dict[str, Any]) -> Any:
        given = {m.person_id: typed[m.person_id] or 0 for m in group.members}
        return service.share(uow, grant.id, lot | {"remainder_why": typed["remainder_why"]}, given)

    values = {m.person_id: each for m in group.members} | {"remainder_why": lot["remainder_why"]}
    sheet(page, form, lot["what"], save, values=values, note=note)


def _undo(page: GrantPage, grant: GrantView, lot: LotView) -> None:
    sheet(page, REASON, _("Take back: {what}").format(what=lot.what),
          lambda uow, typed: service.undo_share(uow, lot.id, typed), confirm=_("Take back"))  # fmt: skip


def print_lot(page: GrantPage) -> Callable[[LotView], None] | None:
    if not page.ctx.can(Permission.PRINT):
        return None
    return lambda lot: _paper(
        page,
        N_("Shares of a group"),
        "shares",
        lambda uow, level: share_list_pdf(uow, page.shown().id, lot.id, level),
    )


# --- goods


def goods_calls(page: GrantPage) -> GoodsCalls | None:
    if not page.ctx.can(Permission.GRANT_APPLY):
        return None
    return GoodsCalls(
        buy=lambda: buy(page, page.shown()), quote=lambda bought: _quote(page, bought),
        order=lambda quotation: _order(page, quotation), receive=lambda bought: page.tabs.begin_receiving(bought),
        hand_over=lambda bought: _hand_over(page, bought), photo=lambda bought: _add_photo(page, bought.id),
        drop=lambda bought: _drop(page, bought),
    )  # fmt: skip


def goods_papers(page: GrantPage) -> GoodsPapers:
    def certificate(bought: PurchaseView) -> None:
        _paper(page, N_("Certificate of goods received"), "goods-certificate",
               lambda uow, level: certificate_pdf(uow, page.shown().id, bought.id, level))  # fmt: skip

    may_print, may_see = page.ctx.can(Permission.PRINT), page.ctx.can(Permission.PERSON_IDENTIFY)
    return GoodsPapers(
        certificate if may_print else None, (lambda key: _show_photo(page, key)) if may_see else None
    )


def _quote(page: GrantPage, bought: PurchaseView) -> None:
    sheet(page, QUOTATION, _("Price of {what}").format(what=bought.what),
          lambda uow, typed: service.quote(uow, bought.id, typed), values={"quoted_on": page.ctx.clock.today()})  # fmt: skip


def _order(page: GrantPage, quotation: QuotationView) -> None:
    price = shown(quotation.amount, page.shown().currency, True)
    sheet(page, ORDER_FORM, _("Order from {vendor}").format(vendor=quotation.vendor),
          lambda uow, typed: service.order(uow, quotation.id, typed), values={"ordered_on": page.ctx.clock.today()},
          confirm=_("Order"), note=price)  # fmt: skip


def _hand_over(page: GrantPage, bought: PurchaseView) -> None:
    sheet(page, HANDED, _("Handed over: {what}").format(what=bought.what),
          lambda uow, typed: service.hand_over(uow, bought.id, typed), values={"handed_on": page.ctx.clock.today()},
          note=_("Print the certificate first, and have it signed before a witness."))  # fmt: skip


def _drop(page: GrantPage, bought: PurchaseView) -> None:
    sheet(page, REASON, _("Give up: {what}").format(what=bought.what),
          lambda uow, typed: service.drop_purchase(uow, bought.id, typed), confirm=_("Give it up"))  # fmt: skip


def _add_photo(page: GrantPage, about_id: str) -> None:
    path = page.ctx.dialogs.open_file(_("Choose a photo"), PICTURES)
    if path:
        sheet(page, PHOTO, _("Photo"), lambda uow, typed: service.add_photo(uow, about_id, Path(path).read_bytes(), typed),
              note=_("Place and camera data are taken out."))  # fmt: skip


def _show_photo(page: GrantPage, photo_id: str) -> None:
    def show(image: bytes) -> None:
        picture, holder = QPixmap(), QLabel()
        picture.loadFromData(image)
        holder.setPixmap(picture.scaledToWidth(min(picture.width(), 700)))
        holder.setAccessibleName(_("Photo"))
        page.ctx.dialogs.show(_("Photo"), holder)

    page.read(queries.photo, photo_id, done=show)


def visit_doors(page: GrantPage, visit: VisitView) -> list[tuple[str, Callable[[], object]]]:
    """The menu of a visit: its photos, and another one."""
    can, doors = page.ctx.can, list[tuple[str, Callable[[], object]]]()
    if can(Permission.PERSON_IDENTIFY):
        for n, photo in enumerate(visit.photos, 1):
            words = photo.caption or _("Photo {number}").format(number=n)
            doors.append((words, partial(_show_photo, page, photo.id)))
    if can(Permission.GRANT_APPLY) and page.shown().state in RUNNING:
        doors.append((_("Add a photo…"), partial(_add_photo, page, visit.id)))
    return doors


# --- afterwards


def later_calls(page: GrantPage) -> LaterCalls:
    can = page.ctx.can

    def repay(recovery: RecoveryView) -> None:
        note = _("{amount} is still to come.").format(amount=shown(recovery.left, page.shown().currency))
        sheet(page, REPAYMENT, _("Paid back"), lambda uow, typed: service.repay(uow, recovery.id, typed),
              values={"received_on": page.ctx.clock.today()}, note=note)  # fmt: skip

    def end(recovery: RecoveryView) -> None:
        asked = _("Asked back {day}, {name}").format(
            day=dates.day(recovery.decided_on), name=recovery.decided_by
        )
        sheet(
            page,
            REASON,
            _("Give the rest up"),
            lambda uow, typed: service.end_recovery(uow, recovery.id, typed),
            note=asked,
        )

    return LaterCalls(
        outcome=(lambda: outcome(page, page.shown())) if can(Permission.GRANT_APPLY) else None,
        repay=repay if can(Permission.GRANT_PAY) else None, end=end if can(Permission.GRANT_APPROVE) else None,
    )  # fmt: skip


def has_goods(grant: GrantView) -> bool:
    """Whether the in-kind route is of interest."""
    return bool(grant.purchases) or (
        grant.route.value == "in_kind" and (grant.state in RUNNING or grant.signed_on is None)
    )


MORE: dict[str, Handler] = {
    "screen": screen, "score": score, "outcome": outcome, "recover": recover, "buy": buy, "print_minutes": print_minutes,
    "print_receipt": print_receipt, "print_visit": print_visit,
}  # fmt: skip
