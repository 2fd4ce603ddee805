// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/types.h"

#include <QWidget>

namespace likeness::engine {
class ProjectSession;
class FacePictures;
} // namespace likeness::engine

namespace likeness::pages {

// What every page gets. Lives as long as the window.
struct Services {
    engine::ProjectSession* session = nullptr;
    engine::FacePictures* pictures = nullptr;
};

// One page of the main window. The window builds all pages once, in the order of the loop, and calls activate() when a page comes
// to the front: a page reads nothing from disk before that. Page ids: dataset, capture, annotate, review, train, verify, journal.
class Page : public QWidget
{
    Q_OBJECT
public:
    Page(Services services, QWidget* parent = nullptr) : QWidget(parent), m_services(services) {}
    virtual QString id() const = 0;
    virtual QString title() const = 0;      // translated, for the navigation
    virtual QString iconName() const = 0;   // resources/icons/<name>.svg
    virtual void activate() {}              // came to the front
    virtual void openFace(dataset::FaceId) {} // another page asked to show this face here
    virtual QString openPath(const QString&) { return {}; } // drives the page from outside: shots and tests ("run:ID")

Q_SIGNALS:
    // Ask the window to go to another page, showing this face (0 = none) or this thing.
    void goTo(const QString& pageId, qint64 face);
    void statusMessage(const QString& text, int milliseconds);
    void errorRaised(const QString& what, const QString& tryThis, const QString& detail);

protected:
    engine::ProjectSession& session() { return *m_services.session; }
    engine::FacePictures& pictures() { return *m_services.pictures; }
    Services m_services;
};

} // namespace likeness::pages
