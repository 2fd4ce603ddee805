// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/page.h"

#include <QFrame>

QT_BEGIN_NAMESPACE
class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;
QT_END_NAMESPACE

namespace likeness::pages {

class ModelChooser;

// The line above the review: by what to look, the button that looks, which kind of flag to show, how far the work is.
class ReviewBar final : public QFrame
{
    Q_OBJECT
public:
    explicit ReviewBar(Services services, QWidget* parent = nullptr);
    void refresh();                              // models, kinds and counts from the project
    QString method() const;                      // lbph | embedding
    QString model() const;                       // run id or file; empty for lbph
    QString kind() const;                        // mislabelled | …
    void choose(const dataset::FlagRow& flag);   // its method and kind; not remembered as the person's own choice
    std::string queueMethod() const;             // whose flags of that kind are shown; empty: every method's
    bool hasFlags() const { return m_hasFlags; } // the method has been run
    void setProgress(int reviewed, int flagged);
    void run();

Q_SIGNALS:
    void selectionChanged(); // another method or kind

private:
    bool ofMethod(const std::string& kind, const std::string& method) const;
    void updateEnabled();

    Services m_services;
    QComboBox* m_method;
    ModelChooser* m_model;
    QComboBox* m_kind;
    QPushButton* m_run;
    QLabel* m_text;
    QProgressBar* m_progress;
    bool m_hasFlags = false;
};

} // namespace likeness::pages
