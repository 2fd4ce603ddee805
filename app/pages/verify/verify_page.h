// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/common/page.h"
#include "app/pages/verify/tab_parts.h"
#include "app/pages/verify/verify_tabs.h"
#include "core/verify/verification.h"

#include <QPointer>
#include <QTimer>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

QT_BEGIN_NAMESPACE
class QComboBox;
class QFrame;
class QLabel;
class QPushButton;
class QStackedWidget;
class QTabWidget;
QT_END_NAMESPACE

namespace likeness::widgets {
class EmptyState;
}

namespace likeness::pages {

class CurvesTab;
class HardSetDialog;
class PairPictures;
class VerificationList;
class VerifyChoices;

// A model against a set: choose both, see what it can and cannot tell apart, go from an error to the faces behind it,
// keep the report. What was verified while a project is open is stored in it and opened again from the list.
class VerifyPage final : public Page
{
    Q_OBJECT
public:
    explicit VerifyPage(Services services, QWidget* parent = nullptr);
    ~VerifyPage() override;
    QString id() const override { return QStringLiteral("verify"); }
    QString title() const override { return tr("Verify"); }
    QString iconName() const override { return QStringLiteral("verify"); }
    void activate() override;
    // "model:PATH", "pack:FILE", "folder:FOLDER", "faces" (the project's), "verify"; "stored" (the newest),
    // "stored:FILE", "tab:ID".
    QString openPath(const QString& path) override;
    QStringList states() const override;
    QString busyWith() const override { return {}; } // a job of the window

    // `file`: where it is stored; empty: nowhere.
    void showResult(std::shared_ptr<const verify::Verification> input, const QString& file = {});
    std::shared_ptr<const verify::Verification> result() const { return m_result; }
    void openStored(const QString& file); // read in the background; resultShown or errorRaised follows
    // .html or .pdf, .json (figures) or .csv (pairs), written in the background; reportSaved or errorRaised follows.
    void saveReport(const QString& file, const QString& language);
    void saveTables(const QString& folder); // a CSV a table, into a new or empty folder; ends as saveReport() does
    // Puts the faces of these pairs into the review queue, in the background.
    void queuePairs(const std::vector<std::uint32_t>& pairs, double threshold);
    CurvesTab& curves() const { return *m_curves; }

Q_SIGNALS:
    void resultShown();
    void listShown(); // of stored verifications, read again
    void reportSaved(const QString& file);
    void pairsQueued(int faces); // 0: none of them is a face of this project

private:
    QWidget* buildSide();
    QWidget* buildResult();
    QWidget* buildTabs();
    void lookAtLabels(); // whether they are still those that were verified
    void connectTab(VerifyTab* tab);
    std::filesystem::path projectFolder(); // that is open; nothing where none is
    void readList();
    void verify();
    void start(const verify::VerifyOptions& options);
    void verifyAgain();
    void showNothing();
    void showCurrentTab();
    void showOnCurves();
    void addExtra(const QString& key, const Json& value);
    void store();
    void remove(const QString& file);
    void updateReport();
    void askAndSaveReport();
    void askAndSaveTables();
    QString resultName() const; // of a file
    template<typename Write>
    void save(const QString& place, Write write);
    void makeHarderSet();
    void verifyLike(const verify::VerifyOptions& options);

    VerifyChoices* m_choices = nullptr;
    VerificationList* m_list = nullptr;
    QPushButton* m_harder = nullptr;
    QPushButton* m_save = nullptr;
    QPushButton* m_tables = nullptr;
    QPushButton* m_open = nullptr;
    QComboBox* m_language = nullptr;
    QStackedWidget* m_stack = nullptr;
    widgets::EmptyState* m_empty = nullptr;
    widgets::EmptyState* m_wait = nullptr;
    QWidget* m_resultView = nullptr;
    QFrame* m_outdated = nullptr;
    QLabel* m_outdatedText = nullptr;
    QPushButton* m_again = nullptr;
    PairPictures* m_pictures; // of the pairs of m_result, for all tabs
    QTabWidget* m_tabs = nullptr;
    std::vector<VerifyTabEntry> m_entries;
    CurvesTab* m_curves = nullptr;
    std::shared_ptr<const verify::Verification> m_result;
    std::vector<std::weak_ptr<const verify::Verification>> m_shown; // by each tab
    std::vector<char> m_told;                                       // each tab of the threshold that was chosen
    std::optional<double> m_threshold;                              // chosen by a person for this verification
    LatestWork m_reading, m_labels;
    QPointer<HardSetDialog> m_harderDialog;
    QString m_file;  // where it is stored
    QString m_saved; // the report written last
    bool m_storing = false;
    bool m_storeAgain = false;
    std::function<void()> m_afterJob;
    QTimer m_labelsTimer;
};

} // namespace likeness::pages
