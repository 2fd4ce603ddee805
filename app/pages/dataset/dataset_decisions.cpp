// SPDX-License-Identifier: GPL-3.0-or-later
// What can be done to the chosen faces.
#include "app/pages/dataset/dataset_page.h"

#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/pages/common/preview_dialog.h"
#include "app/pages/dataset/origins_dialog.h"
#include "app/pages/dataset/people_panel.h"
#include "app/pages/groups/group_dialog.h"
#include "widgets/common/person_chooser.h"
#include "widgets/dialogs/dialogs.h"
#include "widgets/models/face_list_model.h"

#include <algorithm>

namespace likeness::pages {

using namespace widgets;
using dataset::Action;
using dataset::Choice;
using engine::qs;
using Filter = Choice::Filter;
using Order = Choice::Order;

void DatasetPage::decide(Action action, const QString& other)
{
    const auto faces = selected();
    if (faces.empty())
        return;
    try {
        session().decide(faces, action, other);
    } catch (const std::exception& e) {
        showError(e);
    }
}

DatasetPage::Subject DatasetPage::subject() const
{
    return {m_services.session->folder(), m_people->person(), selected()};
}

void DatasetPage::moveSelected()
{
    const Subject before = subject();
    if (before.faces.empty())
        return;
    const auto name = PersonChooser::choose(this, tr("Move to whom?"), peopleNames(), {}, true);
    if (name && subject() == before && confirmDecision(this, m_services, before.faces, Action::Move, *name) &&
        subject() == before)
        decide(Action::Move, *name);
}

void DatasetPage::splitSelected()
{
    const Subject before = subject();
    if (before.faces.empty())
        return;
    const auto outcome = [this](const QString& name) -> dialogs::TextDialog::Outcome {
        if (peopleNames().contains(name))
            return {tr("There is a person named %1 already; move the faces there instead.").arg(name), false};
        return {};
    };
    const auto name = dialogs::TextDialog::ask(this, tr("Split off a new person"),
                                               tr("Name of the new person for the chosen faces:"), {}, outcome);
    if (name && subject() == before && confirmDecision(this, m_services, before.faces, Action::Split, *name) &&
        subject() == before)
        decide(Action::Split, *name);
}

void DatasetPage::setAside(Action action)
{
    const Subject before = subject();
    if (!before.faces.empty() && confirmDecision(this, m_services, before.faces, action, {}) && subject() == before)
        decide(action);
}

void DatasetPage::noteOrigins()
{
    auto* dialog = new OriginsDialog(session(), selected(), std::max<dataset::IdentityId>(0, m_people->person()),
                                     m_people->personName(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void DatasetPage::groupFaces()
{
    if (!session().isOpen())
        return;
    auto* dialog = new GroupDialog(m_services, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

} // namespace likeness::pages
