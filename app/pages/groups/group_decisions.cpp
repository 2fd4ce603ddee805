// SPDX-License-Identifier: GPL-3.0-or-later
// What is done with groups: accepted, named, put aside, and taken back.
#include "app/engine/error_text.h"
#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/pages/common/preview_dialog.h"
#include "app/pages/groups/group_dialog.h"
#include "widgets/common/message_bar.h"
#include "widgets/common/person_chooser.h"

#include <QAction>
#include <QSpinBox>
#include <algorithm>

namespace likeness::pages {

using namespace widgets;
using engine::utf8;

std::int64_t GroupDialog::lastEntry() const
{
    const auto entry = m_services.session->nextUndo();
    return entry ? entry->id : 0;
}

void GroupDialog::accepted(const curate::GroupProposal& proposal,
                           const std::vector<curate::Acceptance>& groups,
                           std::uint32_t number)
{
    m_entryBefore = lastEntry();
    m_numberAccepted = number;
    m_message->hide();
    try {
        if (m_services.session->acceptGroups(proposal, groups)) {
            if (m_services.session->jobs().isRunning())
                m_accepting = true;
            else
                note();
        }
    } catch (const std::exception& e) {
        showError(e);
    }
    updateTexts();
}

void GroupDialog::note()
{
    if (const auto entry = lastEntry(); entry > m_entryBefore)
        m_accepted.emplace_back(entry, m_numberAccepted);
}

void GroupDialog::accept(const QString& name)
{
    const int at = row();
    if (at < 0)
        return;
    const auto index = static_cast<std::size_t>(at);
    const auto proposal = m_shown; // the session's signals change it
    accepted(proposal, {{index, utf8(name), true}}, proposal.groups[index].number);
}

void GroupDialog::nameGroup()
{
    const int at = row();
    if (at < 0)
        return;
    const auto& group = m_shown.groups[static_cast<std::size_t>(at)];
    const auto number = group.number;
    QStringList first;
    for (const auto person : {group.person, group.closest})
        if (const QString name = nameOf(person); !name.isEmpty())
            first.append(name);
    const auto name = PersonChooser::choose(this, tr("Who is this?"), m_services.session->faces().names(), first, true);
    // While the question was open somebody else may have decided.
    if (name && row() == at && m_shown.groups[static_cast<std::size_t>(at)].number == number)
        accept(*name);
}

void GroupDialog::acceptMany()
{
    std::vector<curate::Acceptance> groups;
    int faces = 0;
    for (std::size_t i = 0; i < m_shown.groups.size(); ++i) {
        const auto& group = m_shown.groups[i];
        const int changes = group.named() + group.moved();
        if (changes == 0 || group.score * 100 < m_least->value())
            continue;
        groups.push_back({i, {}, false});
        faces += changes;
    }
    if (groups.empty())
        return;
    const auto proposal = m_shown;
    //: The name of new people, before a number
    const dataset::AssignOptions options{utf8(engine::ProjectSession::tr("Person")), "group"};
    const bool yes = confirmWithPreview(
        this, m_services, tr("Accept groups?"),
        tr("%n face(s) get the names that were proposed. They are not confirmed by that.", nullptr, faces),
        tr("Accept"), [proposal, groups, options](dataset::Project& project, jobs::Context& context) {
            curate::acceptGroups(project, proposal, groups, options, &context);
        });
    // While the question was open somebody else may have decided: what does not hold any more is left out.
    if (yes && m_services.session->isOpen())
        accepted(proposal, groups, proposal.groups[groups.front().group].number);
}

void GroupDialog::putAside()
{
    const int at = row();
    if (at < 0)
        return;
    m_whole.groups[m_shown.groups[static_cast<std::size_t>(at)].number].aside = true;
    m_touched = true;
    rebuild();
}

void GroupDialog::toggleFace(int at, int face)
{
    if (at < 0 || at >= static_cast<int>(m_shown.groups.size()))
        return;
    auto& group = m_shown.groups[static_cast<std::size_t>(at)];
    if (face < 0 || face >= static_cast<int>(group.faces.size()))
        return;
    auto& shown = group.faces[static_cast<std::size_t>(face)];
    shown.out = !shown.out;
    for (auto& kept : m_whole.groups[group.number].faces)
        if (kept.id == shown.id)
            kept.out = shown.out;
    m_touched = true;
    m_groups->setCard(at, cardOf(group));
    updateTexts();
}

void GroupDialog::undoLast()
{
    if (m_accepted.empty())
        return;
    const auto [entry, number] = m_accepted.back();
    if (lastEntry() != entry) {
        m_message->showNotice(tr("Something else was done since you accepted that."),
                              tr("Undo in the main window takes it back first; then this undoes the groups."));
        return;
    }
    m_message->hide();
    try {
        m_services.session->undo();
        for (std::size_t i = 0; i < m_shown.groups.size(); ++i)
            if (m_shown.groups[i].number == number)
                goToRow(static_cast<int>(i));
    } catch (const std::exception& e) {
        showError(e);
    }
    updateActions();
}

// What the window's undo took back, or ours.
void GroupDialog::forgetUndone()
{
    const auto last = lastEntry();
    std::erase_if(m_accepted, [last](const auto& accepted) { return accepted.first > last; });
    updateActions();
}

void GroupDialog::showError(const std::exception& error)
{
    const auto text = engine::errorText(error);
    m_message->showError(text.what, text.tryThis, text.detail);
}

} // namespace likeness::pages
