// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/types.h"

#include <QStringList>
#include <QWidget>
#include <exception>
#include <vector>

namespace likeness::engine {
class ProjectSession;
class FacePictures;
class Settings;
struct ErrorText;
} // namespace likeness::engine

namespace likeness::pages {

// What every page gets. Lives as long as the window.
struct Services {
    engine::ProjectSession* session = nullptr;
    engine::FacePictures* pictures = nullptr;
    engine::Settings* settings = nullptr;
};

// One page of the main window. The window builds all pages once, in the order of the loop, and calls activate() when a
// page comes to the front: a page reads nothing from disk before that. Page ids: dataset, capture, annotate, review,
// map, quality, train, verify, versions, journal.
class Page : public QWidget
{
    Q_OBJECT
public:
    Page(Services services, QWidget* parent = nullptr) : QWidget(parent), m_services(services) {}
    virtual QString id() const = 0;
    virtual QString title() const = 0;                             // translated, for the navigation
    virtual QString iconName() const = 0;                          // resources/icons/<name>.svg
    virtual void activate() {}                                     // came to the front
    virtual void openFace(dataset::FaceId) {}                      // another page asked to show this face here
    virtual void openFaces(const std::vector<dataset::FaceId>&) {} // another page asked to work through these here
    // The window's undo or redo: a page that shows where something was done goes back there. False: there was nothing.
    virtual bool travel(bool undo);
    virtual QString openPath(const QString&) { return {}; } // drives the page from outside: shots and tests ("run:ID")
    // Paths for openPath() that show what else this page can look like; one more picture each.
    virtual QStringList states() const { return {}; }
    // What this page is doing on its own that closing the window would cut off ("training"), translated; empty when
    // nothing. stopWork() asks it to end soon with everything kept; the window then waits until busyWith() is empty.
    virtual QString busyWith() const { return {}; }
    virtual void stopWork() {}

Q_SIGNALS:
    // Ask the window to go to another page, showing this face (0 = none) or this thing.
    void goTo(const QString& pageId, qint64 face);
    // Ask the window to have these faces reviewed, in this order.
    void reviewFaces(const std::vector<likeness::dataset::FaceId>& faces);
    void statusMessage(const QString& text, int milliseconds);
    void errorRaised(const QString& what, const QString& tryThis, const QString& detail);

protected:
    void showError(const engine::ErrorText& error); // raises it
    void showError(const std::exception& error);
    engine::ProjectSession& session() { return *m_services.session; }
    engine::FacePictures& pictures() { return *m_services.pictures; }
    engine::Settings& settings() { return *m_services.settings; }
    Services m_services;
};

} // namespace likeness::pages
