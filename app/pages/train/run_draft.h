// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/launch/training_data.h"
#include "core/run/config.h"

#include <QObject>
#include <QString>
#include <filesystem>

namespace likeness::pages {

// The run that a wizard is making: what its pages write and follow. GUI thread.
class RunDraft final : public QObject
{
    Q_OBJECT
public:
    RunDraft(std::filesystem::path projectFolder, const run::Config& initial, QObject* parent)
        : QObject(parent), project(std::move(projectFolder)), config(initial)
    {
    }
    const std::filesystem::path project;
    run::Config config;
    std::string version;              // of the dataset, to train on; empty: a new one of now
    launch::TrainingData counts;      // as last counted
    std::filesystem::path startModel; // of a fork whose parent began with a model: the parent's copy

    void set(const run::Field& field, const Json& value); // throws as Field::set; tells everybody
    void replace(const run::Config& other);

Q_SIGNALS:
    void changed(const QString& key); // one value, by a person
    void replaced();                  // all of them: a preset, a file
    void counted();
};

} // namespace likeness::pages
