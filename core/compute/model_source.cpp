// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/compute/compute.h"
#include "core/compute/state_dict.h"
#include "core/run/run_folder.h"

namespace likeness::compute {
namespace {

namespace fs = std::filesystem;

bool isRun(const fs::path& folder)
{
    std::error_code ec;
    return fs::is_regular_file(folder / "run.json", ec);
}

ModelSource described(const fs::path& file, const std::string& name)
{
    const MappedFile map(file);
    return {file, name, hash128Hex(map.bytes())};
}

ModelSource ofRun(const fs::path& folder)
{
    std::error_code ec;
    const auto file = run::RunFolder::modelIn(folder);
    const auto name = toUtf8((folder.filename().empty() ? folder.parent_path() : folder).filename().string());
    if (!fs::is_regular_file(file, ec))
        throw Error(ErrorCode::NotFound, "the run " + name + " has no model yet: it has not finished an epoch");
    return described(file, name);
}

} // namespace

ModelSource findModel(const std::string& m, const fs::path& runsFolder)
{
    if (m.empty())
        throw Error(ErrorCode::BadArgument,
                    "no model was named; give a run, an .onnx file, a model.safetensors or a state dict (.pth)");
    std::error_code ec;
    const fs::path path(m);
    if (fs::is_regular_file(path, ec)) {
        const auto extension = toLower(path.extension().string());
        if (extension != ".onnx" && extension != ".safetensors" && !isStateDict(path))
            throw Error(ErrorCode::Unsupported,
                        displayPath(path) + " is neither an .onnx, a .safetensors nor a .pth or .pt file");
        return described(path, toUtf8(path.filename().string()));
    }
    if (isRun(path))
        return ofRun(path);
    if (!runsFolder.empty() && path.filename() == path && isRun(runsFolder / path))
        return ofRun(runsFolder / path);
    std::string message = "there is no model \"" + displayPath(path) +
                          "\"; a model is a run, an .onnx file, a model.safetensors or a state dict (.pth)";
    if (!runsFolder.empty()) {
        std::vector<std::string> known;
        for (const auto& entry : fs::directory_iterator(runsFolder, ec))
            if (isRun(entry.path()))
                known.push_back(toUtf8(entry.path().filename().string()));
        if (const auto near = nearestWord(toUtf8(m), known); !near.empty())
            message += "; did you mean the run " + near + "?";
    }
    throw Error(ErrorCode::NotFound, message);
}

} // namespace likeness::compute
