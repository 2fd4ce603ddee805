// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/common/page.h"
#include "app/pages/review/review_figures.h"

#include <QFrame>

QT_BEGIN_NAMESPACE
class QAction;
class QComboBox;
class QHBoxLayout;
class QLabel;
class QProgressBar;
class QPushButton;
class QToolButton;
QT_END_NAMESPACE

namespace likeness::pages {

class ModelChooser;

// The lines above the review: by what to look, the button that looks, which kind of flag to show or what others
// decided; under it how far the work is, how fast it goes and what it leaves wrong.
class ReviewBar final : public QFrame
{
    Q_OBJECT
public:
    explicit ReviewBar(Services services, QWidget* parent = nullptr);
    void refresh();                            // models, kinds and counts from the project
    QString method() const;                    // lbph | embedding
    QString kind() const;                      // mislabelled | …
    void choose(const dataset::FlagRow& flag); // its method and kind; not remembered as the person's own choice
    void chooseKind(int number);               // from 0, in the order of the list; a number too high is ignored
    void nextMethod();                         // of comparing
    bool secondLook() const;                   // what others decided, instead of flags
    void setSecondLook(bool on);               // without a signal
    void toggleSecondLook();
    void setGiven(int faces);                    // another page chose what is shown; 0: it did not
    std::string queueMethod() const;             // whose flags of that kind are shown; empty: every method's
    bool hasFlags() const { return m_hasFlags; } // the method has been run
    void setProgress(int reviewed, int left, const QString& pace);
    void setFigures(const ReviewFigures& figures);
    void run();
    void compareWithSet();         // asks which verification set
    void addTool(QAction* action); // a button for it

Q_SIGNALS:
    void selectionChanged(); // another method or kind, or what others decided
    void givenClosed();
    void whyAsked();

private:
    void followLastCuration();
    void offerVerification();
    void showCounts();
    void updateEnabled();

    Services m_services;
    QHBoxLayout* m_tools;
    QComboBox* m_method;
    ModelChooser* m_model;
    QComboBox* m_kind;
    QPushButton* m_run;
    QToolButton* m_set;
    QToolButton* m_second;
    QToolButton* m_given;
    QToolButton* m_why;
    QLabel* m_text;
    QLabel* m_remaining;
    QProgressBar* m_progress;
    ReviewFigures m_figures; // the last ones; of another method or project: not yet
    bool m_hasFlags = false;
    bool m_comparing = false; // with a set, by the job that runs
};

} // namespace likeness::pages
