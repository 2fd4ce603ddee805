// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/json_util.h"

#include <QProcess>
#include <string>
#include <vector>

namespace likeness::test {

struct Ran {
    int status = -1;
    Json json;
    QByteArray err;
    std::string error() const
    {
        return status == 1 && json.contains("error") ? json["error"]["code"].get<std::string>() : "nothing";
    }
};

// Runs likeness-cli with --json and reads the one object that it must print.
inline Ran runCli(std::vector<std::string> words)
{
    words.emplace_back("--json");
    QStringList list;
    for (const auto& word : words)
        list << QString::fromStdString(word);
    QProcess process;
    process.start(qEnvironmentVariable("LIKENESS_BIN") + QStringLiteral("/likeness-cli"), list);
    Ran ran;
    if (!process.waitForFinished(120000))
        return ran;
    ran.status = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -2;
    ran.err = process.readAllStandardError();
    if (ran.status >= 0)
        ran.json = parseJson(process.readAllStandardOutput().toStdString(), "standard output");
    return ran;
}

// What it prints for people on standard output, and how it ends.
struct RanForPeople {
    int status = -1;
    QByteArray out, err;
};
inline RanForPeople runForPeople(const std::vector<std::string>& words)
{
    QStringList list;
    for (const auto& word : words)
        list << QString::fromStdString(word);
    QProcess process;
    process.start(qEnvironmentVariable("LIKENESS_BIN") + QStringLiteral("/likeness-cli"), list);
    if (!process.waitForFinished(120000) || process.exitStatus() != QProcess::NormalExit)
        return {};
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

} // namespace likeness::test
