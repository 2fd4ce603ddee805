// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/xml_pictures.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/formats/byte_reader.h"
#include "core/formats/probe.h"

#include <array>

namespace likeness::formats {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kChunk = 1 << 16;

class XmlSource final : public Source
{
public:
    XmlSource(const fs::path& file,
              std::unique_ptr<PictureParser> parser,
              std::vector<fs::path> folders,
              Report& report,
              jobs::Context& context)
        : m_bytes(file, 0), m_parser(std::move(parser)), m_finder(std::move(folders), report, context),
          m_report(report), m_context(context)
    {
    }

    bool next(Item& item) override
    {
        for (;;) {
            while (!m_parser->found.empty()) {
                MarkedPicture picture = std::move(m_parser->found.front());
                m_parser->found.pop_front();
                if (take(std::move(picture), m_finder, m_people, m_report, item)) {
                    ++m_taken;
                    return true;
                }
            }
            if (m_failure)
                std::rethrow_exception(m_failure);
            if (m_finished)
                return false;
            m_context.checkStop();
            std::array<std::uint8_t, kChunk> chunk;
            const auto size = m_bytes.read(m_at, chunk);
            m_at += size;
            m_finished = size < chunk.size();
            try {
                m_parser->feed({reinterpret_cast<const char*>(chunk.data()), size}, m_finished);
            } catch (const Error&) {
                m_failure = std::current_exception(); // what came before it in this chunk first
            }
        }
    }

    std::uint64_t total() const override { return estimate(m_taken, m_at, m_bytes.size()); }
    void finish() override { m_people.reportSingles(m_report); }

private:
    FileReader m_bytes;
    std::uint64_t m_at = 0; // parsed so far
    std::uint64_t m_taken = 0;
    std::unique_ptr<PictureParser> m_parser;
    PictureFinder m_finder;
    PeopleCount m_people;
    Report& m_report;
    jobs::Context& m_context;
    std::exception_ptr m_failure;
    bool m_finished = false;
};

} // namespace

std::unique_ptr<Source> xmlSource(const fs::path& file,
                                  std::unique_ptr<PictureParser> parser,
                                  std::vector<fs::path> folders,
                                  Report& report,
                                  jobs::Context& context)
{
    return std::make_unique<XmlSource>(file, std::move(parser), std::move(folders), report, context);
}

fs::path xmlFile(const fs::path& path, bool (*looksRight)(const fs::path& file), const char* format)
{
    std::error_code ec;
    if (!fs::is_directory(path, ec))
        return path;
    std::vector<fs::path> found;
    for (const auto& file : filesWith(path, ".xml"))
        if (looksRight(file))
            found.push_back(file);
    if (found.empty())
        throw Error(ErrorCode::NotFound, "there is no " + std::string(format) + " file in " + displayPath(path));
    if (found.size() > 1)
        throw Error(ErrorCode::BadArgument, "there are " + std::to_string(found.size()) + " " + format + " files in " +
                                                displayPath(path) + "; name one of them, such as " +
                                                displayPath(found.front()));
    return found.front();
}

bool hasXmlRoot(const fs::path& file, std::string_view root)
{
    const std::string head = firstBytes(file);
    std::string_view text = head;
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    for (;;) {
        text = trim(text);
        const std::string_view end = text.starts_with("<?") ? "?>" : text.starts_with("<!--") ? "-->" : "";
        if (end.empty())
            break;
        const auto at = text.find(end);
        if (at == std::string_view::npos)
            return false;
        text.remove_prefix(at + end.size());
    }
    if (!text.starts_with('<') || !text.substr(1).starts_with(root))
        return false;
    const auto after = text.substr(1 + root.size());
    return after.empty() || after[0] == '>' || after[0] == ' ' || after[0] == '\r' || after[0] == '\n';
}

} // namespace likeness::formats
