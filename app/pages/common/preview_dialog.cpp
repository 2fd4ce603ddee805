// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/common/preview_dialog.h"

#include "app/engine/error_text.h"
#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/pages/common/async.h"
#include "app/pages/review/review_figures.h"
#include "core/curate/preview_evidence.h"
#include "core/dataset/splits.h"
#include "widgets/common/tables.h"
#include "widgets/common/theme.h"
#include "widgets/dialogs/dialogs.h"

#include <QDialog>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace likeness::pages {

using namespace widgets;
using engine::qs;

namespace {

class PreviewDialog final : public QDialog
{
    Q_OBJECT
public:
    PreviewDialog(QWidget* parent,
                  const Services& services,
                  const QString& title,
                  const QString& text,
                  const QString& action,
                  std::function<void(dataset::Project&, jobs::Context&)> work)
        : QDialog(parent), m_folder(services.session->folder())
    {
        setObjectName(QStringLiteral("previewDialog"));
        setWindowTitle(title);
        auto* column = new QVBoxLayout(this);
        column->setContentsMargins(kMargin, kMargin, kMargin, 12);
        column->setSpacing(kGap);
        auto* question = new QLabel(text, this);
        question->setTextFormat(Qt::PlainText);
        question->setProperty("role", QStringLiteral("title"));
        question->setWordWrap(true);
        column->addWidget(question);
        m_table = new QTableWidget(0, 4, this);
        makeReadOnlyTable(m_table);
        m_table->setObjectName(QStringLiteral("previewTable"));
        m_table->setHorizontalHeaderLabels({tr("Person"), tr("Faces"), tr("Purity"), tr("Closest person")});
        m_table->horizontalHeaderItem(2)->setToolTip(
            tr("The share of the person’s faces whose closest other face has the same name"));
        QHeaderView* header = m_table->horizontalHeader();
        header->setSectionResizeMode(QHeaderView::ResizeToContents);
        header->setSectionResizeMode(3, QHeaderView::Stretch);
        column->addWidget(m_table, 1);
        m_state = new QLabel(tr("Looking at what would change…"), this);
        m_state->setProperty("role", QStringLiteral("quiet"));
        m_state->setWordWrap(true);
        column->addWidget(m_state);
        auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
        m_go = buttons->addButton(action, QDialogButtonBox::AcceptRole);
        makePrimary(m_go);
        m_go->setDefault(true); // it can be undone
        m_go->setFocus();
        connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
        connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
        column->addWidget(buttons);
        resize(620, 260);
        runAsync(
            this,
            [folder = engine::toPath(m_folder), work = std::move(work), context = m_context] {
                auto project = dataset::Project::open(folder);
                return dataset::previewChange(project, [&](dataset::Project& p) { work(p, *context); });
            },
            [this](dataset::Preview preview) {
                show(preview);
                compare(std::move(preview));
            },
            [this](const std::exception& error) {
                const auto wrong = engine::errorText(error);
                m_state->setText(wrong.what + QLatin1Char(' ') + wrong.detail);
                m_go->setEnabled(false);
            });
    }
    ~PreviewDialog() override { m_context->requestStop(); }

private:
    static QString beforeAfter(const QString& before, const QString& after)
    {
        //: A value before and after a change
        return before == after ? after : tr("%1 → %2").arg(before, after);
    }

    static QString share(const std::optional<double>& value)
    {
        return value ? tr("%1 %").arg(QLocale().toString(100 * *value, 'f', 0)) : tr("–");
    }

    static QString rival(const std::optional<dataset::PersonPreview::Rival>& value)
    {
        //: A person and how similar they are
        return value ? tr("%1 (%2)").arg(qs(value->name), QLocale().toString(value->similarity, 'f', 2)) : tr("–");
    }

    void show(const dataset::Preview& preview)
    {
        m_table->setRowCount(static_cast<int>(preview.people.size()));
        for (int row = 0; row < m_table->rowCount(); ++row) {
            const auto& p = preview.people[static_cast<std::size_t>(row)];
            const QString before = qs(p.nameBefore);
            const QString after = qs(p.nameAfter);
            const QString name = before.isEmpty()  ? tr("%1 (new)").arg(after)
                                 : after.isEmpty() ? tr("%1 (no more)").arg(before)
                                                   : beforeAfter(before, after);
            const QString cells[] = {name,
                                     beforeAfter(QLocale().toString(p.facesBefore), QLocale().toString(p.facesAfter)),
                                     beforeAfter(share(p.purityBefore), share(p.purityAfter)),
                                     beforeAfter(rival(p.rivalBefore), rival(p.rivalAfter))};
            for (int column = 0; column < 4; ++column) {
                auto* item = new QTableWidgetItem(cells[column]);
                item->setToolTip(cells[column]);
                m_table->setItem(row, column, item);
            }
        }
        const QString faces = preview.entries == 0
                                  ? tr("Nothing would change.")
                                  : tr("%n face(s) are changed. This can be undone.", nullptr, preview.faces);
        m_state->setText(faces);
    }

    void compare(dataset::Preview preview)
    {
        const QString counted = m_state->text();
        //: What is known already, and what goes on
        m_state->setText(tr("%1 Comparing faces…").arg(counted));
        runAsync(
            this,
            [folder = engine::toPath(m_folder), counted = std::move(preview), context = m_context] {
                dataset::Preview compared = counted;
                const auto project = dataset::Project::open(folder, dataset::Project::Mode::ReadOnly);
                curate::addEvidence(project, compared, 0, *context);
                return compared;
            },
            [this, counted](const dataset::Preview& compared) {
                show(compared);
                const QString how = compared.method == "embedding"
                                        ? tr("Compared by embeddings, %n face(s).", nullptr, compared.compared)
                                    : compared.method == "lbph"
                                        ? tr("Compared by texture (LBPH), %n face(s).", nullptr, compared.compared)
                                        : tr("The faces cannot be compared before they are prepared.");
                //: Two sentences
                m_state->setText(tr("%1 %2").arg(counted, how));
            },
            [this, counted](const std::exception& error) {
                m_state->setText(tr("%1 %2").arg(counted, engine::errorText(error).what));
            });
    }

    QString m_folder;
    std::shared_ptr<jobs::RecordingContext> m_context = std::make_shared<jobs::RecordingContext>();
    QTableWidget* m_table;
    QLabel* m_state;
    QPushButton* m_go;
};

} // namespace

bool confirmWithPreview(QWidget* parent,
                        const Services& services,
                        const QString& title,
                        const QString& text,
                        const QString& action,
                        std::function<void(dataset::Project&, jobs::Context&)> work)
{
    if (const auto answer = dialogs::MessageBox::takeAnswer())
        return *answer;
    PreviewDialog dialog(parent, services, title, text, action, std::move(work));
    return dialog.exec() == QDialog::Accepted;
}

bool confirmDecision(QWidget* parent,
                     const Services& services,
                     const std::vector<dataset::FaceId>& faces,
                     dataset::Action action,
                     const QString& name)
{
    using dataset::Action;
    if (faces.size() == 1)
        return true;
    const int count = static_cast<int>(faces.size());
    QString title, text, verb;
    switch (action) {
    case Action::Split:
        title = PreviewDialog::tr("Split off?");
        text = PreviewDialog::tr("%n face(s) become the new person %1.", nullptr, count).arg(name);
        verb = PreviewDialog::tr("Split off");
        break;
    case Action::Reject:
        title = PreviewDialog::tr("Reject faces?");
        text = PreviewDialog::tr("%n face(s) take no part in training or curation any more.", nullptr, count);
        verb = PreviewDialog::tr("Reject");
        break;
    case Action::Unsure:
        title = PreviewDialog::tr("Mark as unsure?");
        text = PreviewDialog::tr("%n face(s) are marked as unsure.", nullptr, count);
        verb = PreviewDialog::tr("Unsure");
        break;
    default:
        title = PreviewDialog::tr("Move faces?");
        text = PreviewDialog::tr("%n face(s) become faces of %1.", nullptr, count).arg(name);
        verb = PreviewDialog::tr("Move");
        break;
    }
    return confirmWithPreview(
        parent, services, title, text, verb,
        [faces, action, other = engine::utf8(name)](dataset::Project& project, jobs::Context& context) {
            project.decide(faces, action, other, {}, &context);
        });
}

bool confirmMerge(QWidget* parent,
                  const Services& services,
                  dataset::IdentityId from,
                  dataset::IdentityId into,
                  std::function<void(dataset::Project&, jobs::Context&)> work)
{
    const auto& project = services.session->project();
    const auto nameOf = [&](dataset::IdentityId id) {
        const auto person = project.identity(id);
        return person ? engine::qs(person->name) : QString();
    };
    QString question = PreviewDialog::tr("All faces of %1 become faces of %2.").arg(nameOf(from), nameOf(into));
    if (!dataset::mergeWarning(project, from, into).empty())
        question = inTurn(question,
                          PreviewDialog::tr("They are on different sides of the division into training, validation and "
                                            "test; all of them will be on one side afterwards."));
    return confirmWithPreview(parent, services, PreviewDialog::tr("Merge people?"), question,
                              PreviewDialog::tr("Merge"), std::move(work));
}

} // namespace likeness::pages

#include "preview_dialog.moc"
