// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/dataset/origins_dialog.h"

#include "app/engine/error_text.h"
#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/pages/common/async.h"
#include "widgets/common/tables.h"
#include "widgets/common/theme.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>
#include <map>
#include <set>

namespace likeness::pages {

using engine::qs;
using namespace widgets;

namespace {

std::array<std::string, 3> textsOf(const dataset::Origin& origin)
{
    return {origin.source, origin.licence, origin.consent};
}

} // namespace

OriginsDialog::OriginsDialog(engine::ProjectSession& session,
                             std::vector<dataset::FaceId> faces,
                             dataset::IdentityId person,
                             const QString& personName,
                             QWidget* parent)
    : QDialog(parent), m_session(session), m_faces(std::move(faces)), m_person(person)
{
    setObjectName(QStringLiteral("originsDialog"));
    setWindowTitle(tr("Source and consent"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    column->setSpacing(kGap);
    auto* form = new QFormLayout;
    m_scope = new QComboBox(this);
    m_scope->setObjectName(QStringLiteral("originScope"));
    if (m_person > 0)
        m_scope->addItem(tr("All pictures of %1").arg(personName), Person);
    if (!m_faces.empty())
        m_scope->addItem(tr("%n chosen picture(s)", nullptr, static_cast<int>(m_faces.size())), Chosen);
    m_scope->addItem(tr("Pictures of which nothing is known"), Missing);
    m_scope->addItem(tr("All pictures of the project"), All);
    connect(m_scope, &QComboBox::currentIndexChanged, this, &OriginsDialog::read);
    form->addRow(tr("&For"), m_scope);
    m_count = new QLabel(this);
    m_count->setProperty("role", QStringLiteral("quiet"));
    form->addRow(QString(), m_count);
    const std::array labels = {tr("&Source"), tr("&Licence"), tr("&Consent")};
    const std::array tips = {tr("Who or what the pictures were got from"), tr("What may be done with them"),
                             tr("What the people in them agreed to, and where that is written down")};
    const std::array names = {QStringLiteral("originSource"), QStringLiteral("originLicence"),
                              QStringLiteral("originConsent")};
    for (std::size_t i = 0; i < m_fields.size(); ++i) {
        m_fields[i] = new QLineEdit(this);
        m_fields[i]->setObjectName(names[i]);
        m_fields[i]->setToolTip(tips[i]);
        m_fields[i]->setMaxLength(300);
        connect(m_fields[i], &QLineEdit::textEdited, this, &OriginsDialog::updateButton);
        form->addRow(labels[i], m_fields[i]);
    }
    column->addLayout(form);
    auto* title = new QLabel(tr("In the project"), this);
    title->setProperty("role", QStringLiteral("title"));
    column->addSpacing(kGap);
    column->addWidget(title);
    m_summary = new QTableWidget(0, 4, this);
    makeReadOnlyTable(m_summary);
    m_summary->setObjectName(QStringLiteral("originSummary"));
    m_summary->setHorizontalHeaderLabels({tr("Images"), tr("Source"), tr("Licence"), tr("Consent")});
    m_summary->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_summary->horizontalHeader()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    column->addWidget(m_summary, 1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_set = buttons->addButton(tr("Set"), QDialogButtonBox::AcceptRole);
    m_set->setObjectName(QStringLiteral("originSet"));
    makePrimary(m_set);
    m_set->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &OriginsDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &OriginsDialog::reject);
    column->addWidget(buttons);
    resize(620, 460);
    read();
}

void OriginsDialog::read()
{
    const int round = ++m_round;
    m_images.clear();
    updateButton();
    runAsync(
        this,
        [folder = m_session.project().folder(), scope = m_scope->currentData().toInt(), faces = m_faces,
         person = m_person] {
            const auto project = dataset::Project::open(folder, dataset::Project::Mode::ReadOnly);
            Read read;
            read.everywhere = dataset::countOrigins(project);
            if (scope == Chosen) {
                std::set<dataset::ImageId> images;
                for (const auto& row : project.faces(faces))
                    images.insert(row.image);
                read.images.assign(images.begin(), images.end());
                std::map<std::int64_t, dataset::OriginCount> counts;
                for (const auto image : read.images) {
                    const auto origin = dataset::originOf(project, image).value_or(dataset::Origin());
                    auto& count = counts[origin.id];
                    count.origin = origin;
                    ++count.images;
                }
                for (auto& [id, count] : counts)
                    read.here.push_back(std::move(count));
            } else if (scope == Missing) {
                read.images = dataset::imagesWithoutOrigin(project);
            } else {
                const auto whose = scope == Person ? person : 0;
                read.images = dataset::imagesOf(project, whose);
                read.here = dataset::countOrigins(project, whose);
            }
            return read;
        },
        [this, round](const Read& read) {
            if (round == m_round)
                present(read);
        },
        [this](const std::exception& error) { m_count->setText(engine::errorText(error).what); });
}

void OriginsDialog::present(const Read& read)
{
    m_images = read.images;
    m_count->setText(tr("%n picture(s)", nullptr, static_cast<int>(m_images.size())));
    for (std::size_t i = 0; i < m_fields.size(); ++i) {
        std::set<std::string> texts;
        for (const auto& count : read.here)
            texts.insert(textsOf(count.origin)[i]);
        m_fields[i]->setText(texts.size() == 1 ? qs(*texts.begin()) : QString());
        m_fields[i]->setPlaceholderText(texts.size() > 1 ? tr("different ones; stay as they are") : tr("not known"));
        m_fields[i]->setModified(false);
    }
    m_summary->setRowCount(static_cast<int>(read.everywhere.size()));
    for (int row = 0; row < m_summary->rowCount(); ++row) {
        const auto& count = read.everywhere[static_cast<std::size_t>(row)];
        const auto texts = textsOf(count.origin);
        m_summary->setItem(row, 0, new QTableWidgetItem(QLocale().toString(count.images)));
        for (int i = 0; i < 3; ++i) {
            const auto& text = texts[static_cast<std::size_t>(i)];
            auto* item = new QTableWidgetItem(text.empty() ? QStringLiteral("–") : qs(text));
            item->setToolTip(qs(text));
            if (i == 2 && text.empty())
                item->setForeground(tones().warn);
            m_summary->setItem(row, i + 1, item);
        }
    }
    updateButton();
}

void OriginsDialog::updateButton()
{
    bool changed = false;
    for (const auto* field : m_fields)
        changed = changed || (field && field->isModified());
    m_set->setEnabled(changed && !m_images.empty());
}

void OriginsDialog::accept()
{
    dataset::OriginChange change;
    for (const auto& [field, text] : {std::pair(m_fields[0], &change.source), std::pair(m_fields[1], &change.licence),
                                      std::pair(m_fields[2], &change.consent)})
        if (field->isModified())
            *text = engine::utf8(field->text());
    const bool accepted = m_session.startJob(tr("Noting source and consent"),
                                             [images = m_images, change](dataset::Project& project, jobs::Context&) {
                                                 dataset::setOrigins(project, images, change);
                                             });
    if (accepted)
        QDialog::accept();
    else
        m_count->setText(tr("Another job is running. Try again when it has ended."));
}

} // namespace likeness::pages
