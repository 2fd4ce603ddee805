// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/common/page.h"
#include "core/run/run_summary.h"

#include <functional>
#include <memory>

QT_BEGIN_NAMESPACE
class QButtonGroup;
class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;
QT_END_NAMESPACE

namespace likeness::verify {
struct Verification;
} // namespace likeness::verify
namespace likeness::widgets {
class EmptyState;
}

namespace likeness::pages {

class VerifyView;

// A model against a set: choose both, see what it can and cannot tell apart, go from an error to the faces behind it,
// keep the report.
class VerifyPage final : public Page
{
    Q_OBJECT
public:
    enum Set { Validation, Pack, Folder };
    explicit VerifyPage(Services services, QWidget* parent = nullptr);
    ~VerifyPage() override;
    QString id() const override { return QStringLiteral("verify"); }
    QString title() const override { return tr("Verify"); }
    QString iconName() const override { return QStringLiteral("verify"); }
    void activate() override;
    QString openPath(const QString& path) override;  // "model:PATH", "pack:FILE", "folder:FOLDER", "verify"
    QString busyWith() const override { return {}; } // a job of the window

    void showResult(std::shared_ptr<const verify::Verification> input);
    // .html or .pdf, drawn and written in the background; reportSaved or errorRaised follows.
    void saveReport(const QString& file, const QString& language);

Q_SIGNALS:
    void resultShown();
    void reportSaved(const QString& file);

private:
    QWidget* buildChoices();
    void fillModels(const std::vector<run::Summary>& runs);
    void chooseModelFile();
    void chooseSet();
    void updateChoices();
    void verify();
    void askAndSaveReport();
    Set set() const;

    QComboBox* m_models = nullptr;
    QButtonGroup* m_sets = nullptr;
    QLineEdit* m_path = nullptr;
    QLineEdit* m_pairs = nullptr;
    QPushButton* m_browse = nullptr;
    QPushButton* m_browsePairs = nullptr;
    QCheckBox* m_aligned = nullptr;
    QComboBox* m_precision = nullptr;
    QLabel* m_hint = nullptr;
    QPushButton* m_verify = nullptr;
    QPushButton* m_save = nullptr;
    QPushButton* m_open = nullptr;
    QComboBox* m_language = nullptr;
    QStackedWidget* m_stack = nullptr;
    widgets::EmptyState* m_empty = nullptr;
    VerifyView* m_view = nullptr;
    std::shared_ptr<const verify::Verification> m_result;
    QString m_saved; // the report written last
    std::function<void()> m_afterJob;
};

} // namespace likeness::pages
