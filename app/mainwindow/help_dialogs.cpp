// SPDX-License-Identifier: GPL-3.0-or-later
// Settings, the list of keys, About.
#include "app/mainwindow/main_window.h"

#include "app/mainwindow/application.h"
#include "likeness_version.h"
#include "translations/i18n.h"
#include "widgets/common/icons.h"
#include "widgets/common/job_bar.h"
#include "widgets/common/theme.h"

#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QTimer>
#include <QVBoxLayout>

namespace likeness::app {

using namespace widgets;

namespace {

struct KeyRow {
    const char* keys;
    const char* what;
};

// Shown as they are; the keys themselves are set where the actions are made.
const KeyRow kEverywhere[] = {
    {"Ctrl+1 … Ctrl+0", QT_TRANSLATE_NOOP("Keys", "Go to a page")},
    {"Ctrl+Z", QT_TRANSLATE_NOOP("Keys", "Undo the last decision, also one made before a restart")},
    {"Ctrl+Shift+Z", QT_TRANSLATE_NOOP("Keys", "Redo")},
    {"Ctrl+N", QT_TRANSLATE_NOOP("Keys", "New project")},
    {"Ctrl+O", QT_TRANSLATE_NOOP("Keys", "Open a project")},
    {"Ctrl+I", QT_TRANSLATE_NOOP("Keys", "Import a folder of faces")},
    {"Ctrl+Shift+I", QT_TRANSLATE_NOOP("Keys", "Import a dataset's file")},
    {"Ctrl+E", QT_TRANSLATE_NOOP("Keys", "Export the dataset")},
    {"Ctrl+P", QT_TRANSLATE_NOOP("Keys", "Prepare faces")},
    {"Ctrl+,", QT_TRANSLATE_NOOP("Keys", "Settings")},
    {"?", QT_TRANSLATE_NOOP("Keys", "This list")},
};
const KeyRow kReview[] = {
    {"M", QT_TRANSLATE_NOOP("Keys", "Do what is suggested")},
    {"Enter", QT_TRANSLATE_NOOP("Keys", "Do what the highlighted button does")},
    {"K", QT_TRANSLATE_NOOP("Keys", "Keep: the label is right; of two names: two people")},
    {"T", QT_TRANSLATE_NOOP("Keys", "Move it to another person, or another name for a part")},
    {"R", QT_TRANSLATE_NOOP("Keys", "Reject: not usable for training")},
    {"U", QT_TRANSLATE_NOOP("Keys", "Unsure")},
    {"S, →", QT_TRANSLATE_NOOP("Keys", "Skip to the next face")},
    {"←", QT_TRANSLATE_NOOP("Keys", "Back to the face before")},
    {"Z, Shift+Z", QT_TRANSLATE_NOOP("Keys", "Undo, redo, and go to that face")},
    {"B", QT_TRANSLATE_NOOP("Keys", "Accept all above a confidence")},
    {"F", QT_TRANSLATE_NOOP("Keys", "Second look at what others decided")},
    {"1 … 8", QT_TRANSLATE_NOOP("Keys", "Which suspicion to review")},
    {"C", QT_TRANSLATE_NOOP("Keys", "Compare in the other way")},
    {"G, D", QT_TRANSLATE_NOOP("Keys", "In training and test: merge the two; divide people anew")},
    {"L", QT_TRANSLATE_NOOP("Keys", "Even out the light of a dark face")},
    {"V", QT_TRANSLATE_NOOP("Keys", "Which faces a verification set holds too")},
    {"I", QT_TRANSLATE_NOOP("Keys", "What the figures mean here")},
    {"Space", QT_TRANSLATE_NOOP("Keys", "The whole photograph")},
    {"A", QT_TRANSLATE_NOOP("Keys", "Open in Annotate")},
    {"Esc", QT_TRANSLATE_NOOP("Keys", "Back to the usual list")},
};
const KeyRow kDataset[] = {
    {"/", QT_TRANSLATE_NOOP("Keys", "Search people")},
    {"F2", QT_TRANSLATE_NOOP("Keys", "Rename the person")},
    {"T", QT_TRANSLATE_NOOP("Keys", "Move the selected faces to another person")},
    {"K", QT_TRANSLATE_NOOP("Keys", "Confirm the labels of the selected faces")},
    {"R, Del", QT_TRANSLATE_NOOP("Keys", "Reject the selected faces")},
    {"U", QT_TRANSLATE_NOOP("Keys", "Mark the selected faces as unsure")},
    {"N", QT_TRANSLATE_NOOP("Keys", "Split them off as a new person")},
    {"O", QT_TRANSLATE_NOOP("Keys", "Order of the faces")},
    {"G", QT_TRANSLATE_NOOP("Keys", "Group faces that have no name")},
    {"V", QT_TRANSLATE_NOOP("Keys", "Open in Review")},
    {"A", QT_TRANSLATE_NOOP("Keys", "Open in Annotate")},
};

const KeyRow kGroups[] = {
    {"↑, ↓", QT_TRANSLATE_NOOP("Keys", "Another group")},
    {"←, →", QT_TRANSLATE_NOOP("Keys", "Along the faces of the group")},
    {"Enter", QT_TRANSLATE_NOOP("Keys", "Accept the proposed person")},
    {"N", QT_TRANSLATE_NOOP("Keys", "Name the group")},
    {"Space", QT_TRANSLATE_NOOP("Keys", "Take the face out of the group, or put it back")},
    {"X", QT_TRANSLATE_NOOP("Keys", "Put the group aside")},
    {"Z", QT_TRANSLATE_NOOP("Keys", "Undo the last acceptance")},
};
const KeyRow kQuality[] = {
    {"R", QT_TRANSLATE_NOOP("Keys", "Spot check: the label is right")},
    {"W", QT_TRANSLATE_NOOP("Keys", "Spot check: it is wrong")},
    {"C", QT_TRANSLATE_NOOP("Keys", "Spot check: it cannot be said")},
    {"Y, K", QT_TRANSLATE_NOOP("Keys", "Approve what somebody decided")},
    {"←, →", QT_TRANSLATE_NOOP("Keys", "Back; later")},
    {"Esc", QT_TRANSLATE_NOOP("Keys", "Close the questions")},
};
const KeyRow kMap[] = {
    {"← ↑ → ↓, + −", QT_TRANSLATE_NOOP("Keys", "Move and zoom the map")},
    {"0", QT_TRANSLATE_NOOP("Keys", "The whole map")},
    {"Ctrl+← ↑ → ↓", QT_TRANSLATE_NOOP("Keys", "To the nearest face that way")},
    {"Space, Ctrl+A", QT_TRANSLATE_NOOP("Keys", "Select it or not; select all")},
    {"Enter, D", QT_TRANSLATE_NOOP("Keys", "Open in Dataset")},
    {"V", QT_TRANSLATE_NOOP("Keys", "Review the selected faces")},
    {"T", QT_TRANSLATE_NOOP("Keys", "Move the selected faces to another person")},
    {"R, Del", QT_TRANSLATE_NOOP("Keys", "Reject the selected faces")},
    {"C", QT_TRANSLATE_NOOP("Keys", "Other colours: person, suspicion, decision")},
    {"/, Esc", QT_TRANSLATE_NOOP("Keys", "Search a person; select nothing")},
};
const KeyRow kAnnotate[] = {
    {"Ctrl+S", QT_TRANSLATE_NOOP("Keys", "Save the points")},
    {"Ctrl+R", QT_TRANSLATE_NOOP("Keys", "Back to the automatic points")},
    {"N, P", QT_TRANSLATE_NOOP("Keys", "Next and previous face")},
    {"B", QT_TRANSLATE_NOOP("Keys", "Draw the face's box")},
    {"M", QT_TRANSLATE_NOOP("Keys", "Draw the face's box and start from a mean shape")},
    {"L", QT_TRANSLATE_NOOP("Keys", "Move the shape as a whole")},
    {"Shift+L", QT_TRANSLATE_NOOP("Keys", "Even out the light of a dark face")},
    {"F5", QT_TRANSLATE_NOOP("Keys", "Sort the list again")},
};
const KeyRow kTrain[] = {
    {"N", QT_TRANSLATE_NOOP("Keys", "New run")},
    {"P", QT_TRANSLATE_NOOP("Keys", "Pause")},
    {"R", QT_TRANSLATE_NOOP("Keys", "Resume")},
    {"S", QT_TRANSLATE_NOOP("Keys", "Stop and keep a checkpoint")},
};

const KeyRow kVerify[] = {
    {"1 – 8", QT_TRANSLATE_NOOP("Keys", "The tabs")},
    {"Q", QT_TRANSLATE_NOOP("Keys", "Put the pair into the review")},
    {"Enter", QT_TRANSLATE_NOOP("Keys", "Open the face in Review")},
    {"Ctrl+S", QT_TRANSLATE_NOOP("Keys", "Save the report")},
};

template<std::size_t N>
int addKeys(QGridLayout* grid, int row, int column, const QString& heading, const KeyRow (&keys)[N], QWidget* parent)
{
    auto* label = new QLabel(heading, parent);
    label->setProperty("role", QStringLiteral("section"));
    grid->addWidget(label, row++, column, 1, 2);
    for (const KeyRow& key : keys) {
        auto* name = new QLabel(QString::fromUtf8(key.keys), parent);
        name->setProperty("role", QStringLiteral("title"));
        grid->addWidget(name, row, column);
        grid->addWidget(new QLabel(QCoreApplication::translate("Keys", key.what), parent), row++, column + 1);
    }
    return row;
}

} // namespace

void MainWindow::showKeys()
{
    auto* dialog = new QDialog(this);
    dialog->setObjectName(QStringLiteral("keysDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Keys"));
    auto* column = new QVBoxLayout(dialog);
    column->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(kMargin);
    grid->setVerticalSpacing(kSmallGap);
    int row = addKeys(grid, 0, 0, tr("Everywhere"), kEverywhere, dialog);
    grid->setRowMinimumHeight(row, kMargin);
    row = addKeys(grid, row + 1, 0, tr("Dataset"), kDataset, dialog);
    addKeys(grid, row + 1, 0, tr("Quality"), kQuality, dialog);
    grid->setColumnMinimumWidth(2, kMargin);
    row = addKeys(grid, 0, 3, tr("Review"), kReview, dialog);
    row = addKeys(grid, row + 1, 3, tr("Train"), kTrain, dialog);
    addKeys(grid, row + 1, 3, tr("Verify"), kVerify, dialog);
    grid->setColumnMinimumWidth(5, kMargin);
    row = addKeys(grid, 0, 6, tr("Annotate"), kAnnotate, dialog);
    row = addKeys(grid, row + 1, 6, tr("Map"), kMap, dialog);
    addKeys(grid, row + 1, 6, tr("Group faces"), kGroups, dialog);
    column->addLayout(grid);
    auto* more = new QLabel(tr("Every button tells its key when the pointer rests on it."), dialog);
    more->setProperty("role", QStringLiteral("quiet"));
    column->addSpacing(kGap);
    column->addWidget(more);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
    connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    column->addWidget(buttons);
    dialog->show();
}

void MainWindow::showSettings()
{
    auto* dialog = new QDialog(this);
    dialog->setObjectName(QStringLiteral("settingsDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Settings"));
    auto* column = new QVBoxLayout(dialog);
    column->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(kMargin);
    form->setVerticalSpacing(kGap);

    auto* theme = new QComboBox(dialog);
    theme->setObjectName(QStringLiteral("theme"));
    theme->addItem(tr("As the desktop"), QStringLiteral("system"));
    theme->addItem(tr("Light"), QStringLiteral("light"));
    theme->addItem(tr("Dark"), QStringLiteral("dark"));
    theme->setCurrentIndex(std::max(0, theme->findData(m_settings.get(engine::settings::kTheme))));
    connect(theme, &QComboBox::currentIndexChanged, dialog, [this, theme] {
        m_settings.set(engine::settings::kTheme, theme->currentData().toString());
        applyTheme(theme->currentData().toString());
    });
    form->addRow(tr("Appearance"), theme);

    auto* language = new QComboBox(dialog);
    language->setObjectName(QStringLiteral("language"));
    language->addItem(tr("As the desktop"), QString());
    for (const QString& code : i18n::languages())
        language->addItem(QLocale(code).nativeLanguageName(), code);
    language->setCurrentIndex(std::max(0, language->findData(m_settings.get(engine::settings::kLanguage))));
    auto* note = new QLabel(tr("Takes effect at the next start: something is still running."), dialog);
    note->setProperty("role", QStringLiteral("quiet"));
    note->hide();
    note->setWordWrap(true);
    connect(language, &QComboBox::activated, dialog, [this, language, note] {
        const QString chosen = language->currentData().toString();
        if (chosen == m_settings.get(engine::settings::kLanguage))
            return;
        m_settings.set(engine::settings::kLanguage, chosen);
        if (!busyWith().isEmpty()) {
            note->show();
            return;
        }
        m_settings.set(engine::settings::kGeometry, saveGeometry());
        QTimer::singleShot(0, qApp, [] { QApplication::exit(kLanguageChanged); }); // the box has closed its list
    });
    form->addRow(tr("Language"), language);
    form->addRow(QString(), note);

    auto* name = new QLineEdit(m_settings.get(engine::settings::kAnnotator), dialog);
    name->setObjectName(QStringLiteral("annotator"));
    name->setPlaceholderText(QString::fromLocal8Bit(qgetenv("USER")));
    name->setToolTip(tr("Written beside every decision in the journal"));
    connect(name, &QLineEdit::editingFinished, dialog, [this, name] {
        m_settings.set(engine::settings::kAnnotator, name->text().trimmed());
        applyAnnotator(m_settings);
        if (m_session->isOpen())
            currentPage()->activate(); // it may show whose decisions await whom
    });
    form->addRow(tr("Your name"), name);
    column->addLayout(form);
    column->addSpacing(kGap);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
    connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    column->addWidget(buttons);
    dialog->resize(420, dialog->sizeHint().height());
    dialog->show();
}

void MainWindow::showAbout()
{
    auto* dialog = new QDialog(this);
    dialog->setObjectName(QStringLiteral("aboutDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("About Likeness"));
    auto* column = new QVBoxLayout(dialog);
    column->setContentsMargins(24, 24, 24, kMargin);
    column->setSpacing(kGap);
    auto* logo = new QLabel(dialog);
    logo->setPixmap(icon(QStringLiteral("likeness")).pixmap(QSize(64, 64), devicePixelRatioF()));
    column->addWidget(logo);
    auto* heading = new QLabel(tr("Likeness %1").arg(QStringLiteral(LIKENESS_VERSION)), dialog);
    QFont font = heading->font();
    font.setPointSizeF(font.pointSizeF() * 1.4);
    font.setWeight(QFont::DemiBold);
    heading->setFont(font);
    column->addWidget(heading);
    auto* text = new QLabel(
        tr("Face datasets one can trust, and the models trained on them. Everything stays on this machine."), dialog);
    text->setWordWrap(true);
    column->addWidget(text);
    auto* licence = new QLabel(
        tr("Free software under the GNU General Public License, version 3 or later. It comes without warranty."),
        dialog);
    licence->setProperty("role", QStringLiteral("quiet"));
    licence->setWordWrap(true);
    column->addWidget(licence);
    auto* parts = new QLabel(
        tr("Built on Qt %1, OpenCV, dlib, LibTorch, SQLite and QCustomPlot.").arg(QString::fromLatin1(qVersion())),
        dialog);
    parts->setProperty("role", QStringLiteral("quiet"));
    parts->setWordWrap(true);
    column->addWidget(parts);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
    connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    column->addWidget(buttons);
    dialog->setFixedWidth(420);
    dialog->show();
}

} // namespace likeness::app
