// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"

#include "core/base/clock.h"
#include "core/base/text.h"
#include "core/compute/compute.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <thread>
#include <unistd.h>

namespace likeness::cli {
namespace {

constexpr auto kBarInterval = std::chrono::milliseconds(100);
constexpr auto kLineInterval = std::chrono::seconds(5);
constexpr double kShortest = 0.5; // seconds that say how quick something is

std::stop_source g_stop;
volatile std::sig_atomic_t g_signals = 0;

// Only async-signal-safe work here; a thread turns the flag into a stop request.
void onSignal(int /*signal*/)
{
    g_signals = g_signals + 1;
    if (g_signals > 1)
        ::_exit(130);
}

} // namespace

Console::Console() : m_terminal(::isatty(STDERR_FILENO) == 1)
{
    struct sigaction action = {};
    action.sa_handler = onSignal;
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    std::thread([] {
        while (g_signals == 0)
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        g_stop.request_stop();
    }).detach();
}

Console& Console::instance()
{
    static Console console;
    return console;
}

std::stop_token Console::stopToken() const
{
    return g_stop.get_token();
}

void Console::finishLine()
{
    if (m_barShown)
        std::fputs("\r\033[K", stderr);
    m_barShown = false;
}

void Console::say(const std::string& line)
{
    const std::lock_guard lock(m_mutex);
    finishLine();
    std::fprintf(stderr, "%s\n", line.c_str());
}

void Console::stage(const std::string& id)
{
    const std::lock_guard lock(m_mutex);
    finishLine();
    m_stage = id;
    m_stageStart = m_lastPaint = std::chrono::steady_clock::now();
    if (!m_terminal)
        std::fprintf(stderr, "%s\n", id.c_str());
}

void Console::progress(std::uint64_t done, std::uint64_t total, const char* unit)
{
    const std::lock_guard lock(m_mutex);
    const double seconds = secondsSince(m_stageStart);
    show(done, total, unit, seconds > kShortest ? static_cast<double>(done) / seconds : 0);
}

void Console::progress(std::uint64_t done, std::uint64_t total, const char* unit, double perSecond)
{
    const std::lock_guard lock(m_mutex);
    show(done, total, unit, perSecond);
}

void Console::show(std::uint64_t done, std::uint64_t total, const char* unit, double perSecond)
{
    const auto now = std::chrono::steady_clock::now();
    const bool last = total > 0 && done >= total;
    if (!last && now - m_lastPaint <
                     (m_terminal ? std::chrono::nanoseconds(kBarInterval) : std::chrono::nanoseconds(kLineInterval)))
        return;
    m_lastPaint = now;
    const std::string rate = perSecond > 0 ? formatNumber(perSecond, 1) + " " + unit + "/s" : "";
    if (!m_terminal) {
        std::fprintf(stderr, "%s: %llu/%llu %s %s\n", m_stage.c_str(), static_cast<unsigned long long>(done),
                     static_cast<unsigned long long>(total), unit, rate.c_str());
        return;
    }
    constexpr std::size_t kWidth = 30;
    const std::size_t filled = total ? std::min(kWidth, static_cast<std::size_t>(kWidth * done / total)) : 0;
    std::fprintf(stderr, "\r\033[K%-10s [%s%s] %llu/%llu %s", m_stage.c_str(), std::string(filled, '#').c_str(),
                 std::string(kWidth - filled, ' ').c_str(), static_cast<unsigned long long>(done),
                 static_cast<unsigned long long>(total), rate.c_str());
    m_barShown = true;
}

void Console::issue(const jobs::Issue& issue)
{
    const char* kind = issue.severity == jobs::Issue::Severity::Error     ? "error"
                       : issue.severity == jobs::Issue::Severity::Warning ? "warning"
                                                                          : "note";
    say(std::string(kind) + ": " + (issue.item.empty() ? "" : issue.item + ": ") + issue.message);
}

CLI::App* Registry::add(const std::string& name,
                        const std::string& help,
                        Command work,
                        std::function<std::string(const Json&)> people,
                        CLI::App* parent)
{
    const auto device = [](const std::string& value) {
        const bool cuda = value.size() > 5 && value.size() <= 8 && value.starts_with("cuda:") &&
                          value.find_first_not_of("0123456789", 5) == std::string::npos;
        return cuda || value == "auto" || value == "cpu" ? std::string()
                                                         : "\"" + value + "\" is none of auto, cpu, cuda:N";
    };
    CLI::App* command = (parent ? parent : &m_app)->add_subcommand(name, help);
    command->add_flag("--json", m_global.json, "print one JSON object on standard output and nothing else");
    command->add_option("--threads", m_global.threads, "processor threads, 0 = all")->check(CLI::Range(0, 1024));
    command->add_option("--device", m_global.device, "auto, cpu or cuda:N")->check(device);
    command->add_option("--seed", m_global.seed, "seed of everything random");
    m_entries[command] = {std::move(work), std::move(people)};
    return command;
}

CLI::App* Registry::group(const std::string& name, const std::string& help)
{
    for (auto* known : m_app.get_subcommands({}))
        if (known->get_name() == name)
            return known;
    CLI::App* parent = m_app.add_subcommand(name, help);
    parent->require_subcommand(1);
    return parent;
}

void Registry::before(const CLI::App* command, const std::function<void()>& check)
{
    auto& work = m_entries.at(command).work;
    work = [check, inner = std::move(work)] {
        check();
        return inner();
    };
}

CLI::Option* modelOption(Registry& registry, CLI::App* command, std::string& model, const std::string& help)
{
    const auto backbone = std::make_shared<std::string>();
    auto* option = command->add_option("--model", model, help + ": a run, an .onnx file, a model file or a state dict");
    command
        ->add_option("--backbone", *backbone,
                     "the network of a state dict that PyTorch wrote in the zip format (.pth, .pt); it is recognised "
                     "without this. Input: arcface_torch's 112 px, inception_resnet_v1 160 px, vgg16_face 224 px")
        ->needs(option);
    registry.before(command, [&model, backbone] {
        if (!backbone->empty())
            compute::requireBackbone(model, *backbone);
    });
    return option;
}

std::string brief(double value)
{
    if (std::abs(value) >= 9999.5)
        return formatNumber(value, 0);
    std::array<char, 32> buffer{};
    const auto end =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::general, 4).ptr;
    return {buffer.data(), end};
}

namespace {

// Empty: there is nothing to say.
std::string inWords(const Json& value)
{
    if (value.is_null())
        return {};
    if (value.is_string())
        return value.get<std::string>();
    if (value.is_number_float())
        return brief(value.get<double>());
    if (value.is_array())
        return std::to_string(value.size()) + " entries";
    if (!value.is_object())
        return dumpJson(value);
    std::string out;
    for (const auto& [key, inner] : value.items())
        if (const auto words = inWords(inner); !words.empty())
            out += (out.empty() ? "" : ", ") + key + "=" + (inner.is_object() ? "(" + words + ")" : words);
    return out;
}

} // namespace

std::string listed(const Json& result)
{
    std::string out;
    for (const auto& [key, value] : result.items())
        if (const auto words = inWords(value); !words.empty())
            out += key + ": " + words + "\n";
    return out;
}

CLI::Option* precisionOption(CLI::App* command, std::string& value)
{
    return command
        ->add_option("--precision", value,
                     "fp32, or bf16: quicker on GPUs and on processors with AMX, slower on others")
        ->check(CLI::IsMember({"fp32", "bf16"}));
}

CLI::Option* languageOption(CLI::App* command, std::string& value, const std::string& help)
{
    return command->add_option("--lang", value, help)
        ->transform([](const std::string& given) { return given == "zh_CN" ? std::string("zh") : given; }, "")
        ->check(CLI::IsMember({"en", "zh"}));
}

std::string figure(const Json& value, int decimals)
{
    return value.is_number() ? formatNumber(value.get<double>(), decimals) : std::string("-");
}

std::string localTime(std::int64_t milliseconds)
{
    return milliseconds == 0 ? std::string() : localText("%Y-%m-%d %H:%M:%S", milliseconds / 1000);
}

} // namespace likeness::cli
