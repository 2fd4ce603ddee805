// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/dataset/erase_dialog.h"

#include "app/engine/error_text.h"
#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/pages/common/async.h"
#include "widgets/common/theme.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace likeness::pages {

using engine::qs;
using namespace widgets;

namespace {

constexpr int kMostListed = 50;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(likeness::pages::EraseDialog)

public:
    static QString affected(const dataset::Affected& a)
    {
        const QString id = qs(a.id);
        if (a.kind == "snapshot")
            return tr("Version %1: %n face(s)", nullptr, a.faces).arg(a.name.empty() ? id.left(12) : qs(a.name));
        if (a.kind == "report")
            return tr("Report %1: is deleted").arg(id);
        const QString what = a.kind == "run" ? tr("Run %1").arg(id) : tr("Model %1").arg(id);
        //: a run or model, and what it had of the person
        return tr("%1: %2").arg(what, a.trained     ? tr("was trained on them")
                                      : a.faces > 0 ? tr("was verified with them")
                                                    : tr("was made from a version with them"));
    }
    static QString remaining(const std::string& what)
    {
        if (what == "name")
            return tr("the name");
        if (what == "picture")
            return tr("the same picture under another name");
        if (what == "crop")
            return tr("a face");
        return tr("a path");
    }
};

QString heading(const QString& text)
{
    return QStringLiteral("<p style='margin:10px 0 2px 0'><b>%1</b></p>").arg(text.toHtmlEscaped());
}

QString list(const QStringList& lines)
{
    QString html;
    for (int i = 0; i < lines.size() && i < kMostListed; ++i)
        html += QStringLiteral("<div>%1</div>").arg(lines[i].toHtmlEscaped());
    if (lines.size() > kMostListed)
        html += QStringLiteral("<div>%1</div>")
                    .arg(Words::tr("and %n more", nullptr, static_cast<int>(lines.size()) - kMostListed));
    return html;
}

QString madeWith(const dataset::Erasure& e)
{
    QStringList lines;
    for (const auto& a : e.affected)
        lines << Words::affected(a);
    return lines.isEmpty() ? QString() : heading(Words::tr("Was made with them")) + list(lines);
}

QString inPlace(const dataset::Erasure& e)
{
    if (e.inPlace == 0)
        return {};
    QStringList lines;
    for (const auto& [key, file] : e.leftInPlace)
        lines << qs(file);
    return heading(Words::tr("Stays where it lies: %n picture(s) outside of the project", nullptr, e.inPlace)) +
           list(lines);
}

} // namespace

EraseDialog::EraseDialog(engine::ProjectSession& session, dataset::IdentityId person, QWidget* parent)
    : QDialog(parent), m_session(session), m_person(person), m_result(std::make_shared<dataset::Erasure>())
{
    setObjectName(QStringLiteral("eraseDialog"));
    setWindowTitle(tr("Erase person"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    column->setSpacing(kGap);
    m_title = new QLabel(tr("Looking for everything about this person…"), this);
    m_title->setTextFormat(Qt::PlainText);
    m_title->setWordWrap(true);
    m_title->setProperty("role", QStringLiteral("title"));
    column->addWidget(m_title);
    m_text = new QTextBrowser(this);
    m_text->setObjectName(QStringLiteral("eraseText"));
    m_text->setOpenLinks(false);
    column->addWidget(m_text, 1);
    m_keepShared = new QCheckBox(this);
    m_keepShared->setObjectName(QStringLiteral("keepShared"));
    m_keepShared->hide();
    connect(m_keepShared, &QCheckBox::toggled, this, &EraseDialog::plan);
    column->addWidget(m_keepShared);
    m_prompt = new QLabel(this);
    m_prompt->setTextFormat(Qt::PlainText);
    m_prompt->setWordWrap(true);
    m_typed = new QLineEdit(this);
    m_typed->setObjectName(QStringLiteral("typedName"));
    m_prompt->setBuddy(m_typed);
    connect(m_typed, &QLineEdit::textChanged, this, &EraseDialog::updateButton);
    column->addWidget(m_prompt);
    column->addWidget(m_typed);
    m_stage = new QLabel(this);
    m_stage->hide();
    column->addWidget(m_stage);
    m_progress = new QProgressBar(this);
    m_progress->setRange(0, 0);
    m_progress->hide();
    column->addWidget(m_progress);
    auto* buttons = new QDialogButtonBox(this);
    m_erase = buttons->addButton(tr("Erase for good"), QDialogButtonBox::ActionRole);
    m_erase->setObjectName(QStringLiteral("eraseNow"));
    m_erase->setEnabled(false);
    m_close = buttons->addButton(QDialogButtonBox::Cancel);
    m_close->setDefault(true);
    connect(m_erase, &QPushButton::clicked, this, &EraseDialog::begin);
    connect(m_close, &QPushButton::clicked, this, &EraseDialog::reject);
    column->addSpacing(kGap);
    column->addWidget(buttons);
    resize(560, 520);

    auto& jobs = session.jobs();
    connect(&jobs, &engine::JobRunner::stageChanged, this, [this](const QString& stage) {
        if (m_running)
            m_stage->setText(engine::stageText(stage));
    });
    connect(&jobs, &engine::JobRunner::progressChanged, this, [this](quint64 done, quint64 total) {
        if (!m_running)
            return;
        m_progress->setRange(0, total > 0 ? 1000 : 0);
        m_progress->setValue(total > 0 ? static_cast<int>(1000 * done / total) : 0);
    });
    connect(&jobs, &engine::JobRunner::finished, this, [this] {
        if (m_running)
            showResult();
    });
    connect(&jobs, &engine::JobRunner::failed, this, [this](ErrorCode code, const QString& message) {
        if (!m_running)
            return;
        const auto text = engine::errorText(code, message);
        fail(code == ErrorCode::Interrupted
                 ? tr("It was stopped. What is left to erase is marked; open this again to finish it.")
                 : text.what + QLatin1Char(' ') + text.tryThis + QLatin1Char('\n') + text.detail);
    });
    plan();
}

void EraseDialog::plan()
{
    m_planned = false;
    const int round = ++m_round;
    updateButton();
    runAsync(
        this,
        [folder = m_session.project().folder(), person = m_person, keep = m_keepShared->isChecked()] {
            const auto project = dataset::Project::open(folder, dataset::Project::Mode::ReadOnly);
            if (dataset::erasureUnfinished(project))
                return Outcome{{}, true};
            return Outcome{dataset::planErasure(project, person, {keep}), false};
        },
        [this, round](const Outcome& outcome) {
            if (round == m_round)
                showPlan(outcome);
        },
        [this, round](const std::exception& error) {
            if (round != m_round)
                return;
            const auto text = engine::errorText(error);
            m_title->setText(text.what);
            m_text->setPlainText(text.detail);
        });
}

void EraseDialog::showPlan(const Outcome& outcome)
{
    m_planned = true;
    m_unfinished = outcome.unfinished;
    if (m_unfinished) {
        m_title->setText(tr("An erasure was interrupted"));
        m_text->setHtml(tr("An earlier erasure of a person from this project was interrupted. It has to be finished "
                           "before anybody else can be erased."));
        m_prompt->hide();
        m_typed->hide();
        m_erase->setText(tr("Finish it"));
        updateButton();
        return;
    }
    const auto& e = outcome.erasure;
    m_name = qs(e.name);
    m_title->setText(tr("Erase %1 for good").arg(m_name));
    QStringList goes;
    goes << tr("%n picture(s)", nullptr, e.images) << tr("%n file(s) in the project’s folder", nullptr, e.files)
         << tr("%n face(s), with labels, landmarks, flags, opinions and checks", nullptr, e.faces)
         << tr("crops, thumbnails and embeddings")
         << tr("the name in the journal, in versions and in the lists of runs") << tr("backups of the database");
    m_text->setHtml(heading(tr("This cannot be undone.")) +
                    list({tr("Models and checkpoints stay; they are listed below where they were trained on them. "
                             "Importing the same pictures again would bring the person back.")}) +
                    heading(tr("Goes")) + list(goes) + inPlace(e) + madeWith(e));
    if (e.shared > 0) {
        const QSignalBlocker quiet(m_keepShared);
        m_keepShared->setText(
            tr("&Keep %n picture(s) that show other people, too; only this face in them goes", nullptr, e.shared));
        m_keepShared->show();
    }
    m_prompt->setText(tr("Type the name to confirm: %1").arg(m_name));
    updateButton();
    m_typed->setFocus();
}

void EraseDialog::updateButton()
{
    const bool ready =
        m_planned && !m_running && !m_done && (m_unfinished || (!m_name.isEmpty() && m_typed->text() == m_name));
    m_erase->setEnabled(ready);
    (ready ? m_erase : m_close)->setDefault(true); // whoever has typed the name means it
}

void EraseDialog::begin()
{
    dataset::EraseOptions options;
    options.keepShared = m_keepShared->isChecked();
    const bool accepted = m_session.startJob(tr("Erasing a person"),
                                             [result = m_result, person = m_person, options, finish = m_unfinished](
                                                 dataset::Project& project, jobs::Context& context) {
                                                 *result = finish ? dataset::finishErasure(project, {}, context)
                                                                  : dataset::erase(project, person, options, context);
                                             });
    if (!accepted) {
        m_title->setText(tr("Another job is running. Try again when it has ended."));
        return;
    }
    m_running = true;
    for (QWidget* widget : std::initializer_list<QWidget*>{m_prompt, m_typed, m_keepShared})
        widget->hide();
    m_stage->show();
    m_progress->show();
    m_close->setText(tr("Stop"));
    updateButton();
}

void EraseDialog::showResult()
{
    m_running = false;
    m_done = true;
    const auto& e = *m_result;
    m_stage->hide();
    m_progress->hide();
    m_erase->hide();
    m_close->setText(tr("Close"));
    m_title->setText(tr("Erased: %n picture(s)", nullptr, e.images));
    QString html;
    if (e.remaining.empty()) {
        html += heading(tr("A search of the project’s folder found nothing left."));
    } else {
        QStringList lines;
        for (const auto& [what, place] : e.remaining)
            //: what was found, and where
            lines << tr("%1: %2").arg(Words::remaining(what), qs(place));
        html += heading(tr("Was still found")) + list(lines);
    }
    m_text->setHtml(html + inPlace(e) + madeWith(e));
}

void EraseDialog::fail(const QString& what)
{
    m_running = false;
    m_done = true;
    m_stage->hide();
    m_progress->hide();
    m_erase->hide();
    m_close->setText(tr("Close"));
    m_title->setText(tr("The person is not erased yet"));
    m_text->setPlainText(what);
}

void EraseDialog::reject()
{
    if (m_running)
        m_session.jobs().stop();
    else
        QDialog::reject();
}

} // namespace likeness::pages
