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

// What it prints for people on standard output, and how it ends; -1: not in time, -2: by a crash.
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
    if (!process.waitForFinished(120000))
        return {};
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -2, process.readAllStandardOutput(),
            process.readAllStandardError()};
}

// Runs likeness-cli with --json and reads the one object that it must print.
inline Ran runCli(std::vector<std::string> words)
{
    words.emplace_back("--json");
    const auto plain = runForPeople(words);
    Ran ran{plain.status, {}, plain.err};
    if (ran.status >= 0)
        ran.json = parseJson(plain.out.toStdString(), "standard output");
    return ran;
}

} // namespace likeness::test
