// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/common/page.h"
#include "core/verify/hard_set.h"

#include <QDialog>
#include <array>
#include <memory>

QT_BEGIN_NAMESPACE
class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
QT_END_NAMESPACE

namespace likeness::dialogs {
class PathField;
}

namespace likeness::widgets {
class NumberField;
}

namespace likeness::pages {

// Asks how much harder the set of a verification is to become, has it made as a job of the window, and says what was
// written. Not modal: the job may take long, and the window stops it. Closed meanwhile, it waits unseen for the end and
// tells it through statusMessage(). Deletes itself. GUI thread.
class HardSetDialog final : public QDialog
{
    Q_OBJECT
public:
    // on: a model and the set whose pairs are taken; title: what the verification is called.
    HardSetDialog(Services services, verify::VerifyOptions on, const QString& title, QWidget* parent);
    verify::HardSetOptions options() const; // as they stand; only those that canMake() can be met
    bool canMake() const;                   // a file and numbers that can be, and nothing runs
    bool isMaking() const { return m_making != nullptr; }
    void make();
    void showResult(const verify::HardSet& made);
    void done(int result) override;

Q_SIGNALS:
    // Verify this model on that pack, in the same way as before.
    void verifyRequested(const likeness::verify::VerifyOptions& options);
    void statusMessage(const QString& text, int milliseconds);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void fit();
    static constexpr std::size_t kVariants = 4;
    QString askFile();
    QString problem() const; // why it cannot be made, empty where it can
    void look();
    void ended(const QString& answer);

    Services m_services;
    verify::VerifyOptions m_on;
    std::array<QCheckBox*, kVariants> m_variants{};
    QComboBox* m_level;
    QComboBox* m_size;
    widgets::NumberField* m_pairs;
    widgets::NumberField* m_years;
    dialogs::PathField* m_dates;
    QLineEdit* m_out;
    QLabel* m_hint;
    QLabel* m_answer;
    QPushButton* m_make;
    QPushButton* m_verify;
    std::shared_ptr<verify::HardSet> m_making; // by the job of this dialog
    std::filesystem::path m_made;              // the pack that was written last
};

} // namespace likeness::pages
