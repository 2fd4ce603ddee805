// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/device.h"

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/nn/torch_compat.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <chrono>
#include <dlfcn.h>
#include <fstream>
#include <unistd.h>

namespace likeness::nn {
namespace {

constexpr double kSlowGflops = 20; // a core with a tuned BLAS does more than this; the reference BLAS does about 5

// The driver's own library tells names and memory without the CUDA toolkit's headers.
struct CudaDriver {
    void* library = ::dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);
    template<typename F>
    F* function(const char* name) const
    {
        return library ? reinterpret_cast<F*>(::dlsym(library, name)) : nullptr;
    }
};

const CudaDriver& cudaDriver()
{
    static const CudaDriver driver;
    return driver;
}

std::string cudaName(int index, std::uint64_t& total)
{
    const auto& driver = cudaDriver();
    char name[128] = "CUDA device";
    std::size_t bytes = 0;
    int device = 0;
    auto* init = driver.function<int(unsigned)>("cuInit");
    auto* get = driver.function<int(int*, int)>("cuDeviceGet");
    auto* nameOf = driver.function<int(char*, int, int)>("cuDeviceGetName");
    auto* memory = driver.function<int(std::size_t*, int)>("cuDeviceTotalMem_v2");
    if (init && get && nameOf && memory && init(0) == 0 && get(&device, index) == 0) {
        nameOf(name, static_cast<int>(sizeof name), device);
        memory(&bytes, device);
    }
    total = bytes;
    return name;
}

// What the driver says of the device that this thread computes on.
Memory cudaMemory()
{
    auto* info = cudaDriver().function<int(std::size_t*, std::size_t*)>("cuMemGetInfo_v2");
    std::size_t free = 0, total = 0;
    return info && info(&free, &total) == 0 ? Memory{total, free} : Memory{};
}

std::uint64_t numberIn(const char* file)
{
    std::uint64_t value = 0;
    std::ifstream(file) >> value; // "max" is no number
    return value;
}

// Of the whole machine, less what a control group (a container) leaves of it.
Memory mainMemory()
{
    Memory out;
    std::ifstream info("/proc/meminfo");
    std::string key;
    for (std::uint64_t kilobytes = 0; info >> key;) {
        if (key == "MemTotal:" && info >> kilobytes)
            out.total = kilobytes << 10;
        else if (key == "MemAvailable:" && info >> kilobytes)
            out.free = kilobytes << 10;
    }
    if (const auto limit = numberIn("/sys/fs/cgroup/memory.max"); limit > 0 && limit < out.total) {
        const auto used = numberIn("/sys/fs/cgroup/memory.current");
        out = {limit, std::min(out.free, limit > used ? limit - used : 0)};
    }
    return out;
}

std::string processorName()
{
    std::ifstream info("/proc/cpuinfo");
    for (std::string line; std::getline(info, line);)
        if (line.rfind("model name", 0) == 0)
            return line.substr(std::min(line.size(), line.find(':') + 2));
    return "CPU";
}

// Handle of the OpenBLAS that is already in the process, if any.
void* openBlas()
{
    for (const char* name : {"libopenblas.so.0", "libblas.so.3"})
        if (void* handle = ::dlopen(name, RTLD_NOW | RTLD_NOLOAD))
            if (::dlsym(handle, "openblas_set_num_threads"))
                return handle;
    return nullptr;
}

double sgemmGflops()
{
    constexpr std::int64_t n = 512;
    const at::NoGradGuard guard;
    const auto a = at::ones({n, n});
    double best = 0;
    for (int i = 0; i < 3; ++i) {
        const auto start = std::chrono::steady_clock::now();
        const auto c = at::mm(a, a);
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
        best = std::max(best, 2.0 * n * n * n / seconds.count() / 1e9);
    }
    return best;
}

} // namespace

c10::Device parseDevice(const std::string& name)
{
    const int gpus = at::hasCUDA() ? static_cast<int>(at::detail::getCUDAHooks().getNumGPUs()) : 0;
    if (name == "cpu" || (name == "auto" && gpus == 0))
        return c10::Device(c10::kCPU);
    if (name == "auto")
        return c10::Device(c10::kCUDA, 0);
    int index = 0;
    if (name != "cuda") {
        if (name.rfind("cuda:", 0) != 0 || name.size() < 6 || name.size() > 8 ||
            name.find_first_not_of("0123456789", 5) != std::string::npos)
            throw Error(ErrorCode::BadArgument, "there is no device \"" + name + "\"; use auto, cpu or cuda:N");
        index = std::stoi(name.substr(5));
    }
    if (index >= gpus)
        throw Error(ErrorCode::NoDevice, gpus == 0 ? "no CUDA device can be used by this LibTorch; use --device cpu, "
                                                     "or a compute module built against a CUDA LibTorch"
                                                   : "there is no device cuda:" + std::to_string(index) +
                                                         "; the last one is cuda:" + std::to_string(gpus - 1));
    return c10::Device(c10::kCUDA, static_cast<c10::DeviceIndex>(index));
}

std::string deviceId(c10::Device device)
{
    return device.is_cuda() ? "cuda:" + std::to_string(device.index()) : "cpu";
}

std::string deviceName(c10::Device device)
{
    std::uint64_t total = 0;
    return device.is_cuda() ? cudaName(device.index(), total) : processorName();
}

Memory deviceMemory(c10::Device device)
{
    if (!device.is_cuda())
        return mainMemory();
    at::empty({1}, at::TensorOptions(device)); // the driver answers for the device that the thread has used
    return cudaMemory();
}

std::uint64_t memoryInUse(c10::Device device)
{
    if (device.is_cuda()) {
        const auto memory = cudaMemory();
        return memory.total - memory.free;
    }
    std::ifstream pages("/proc/self/statm");
    std::uint64_t size = 0, resident = 0;
    pages >> size >> resident;
    return resident * static_cast<std::uint64_t>(std::max(0L, ::sysconf(_SC_PAGESIZE)));
}

int setThreads(int threads)
{
    const int count = threadCount(threads);
    if (at::get_num_threads() != count) // setting it makes a second pool of threads anew, which spin for a while
        at::set_num_threads(count);
    if (void* blas = openBlas())
        reinterpret_cast<void (*)(int)>(::dlsym(blas, "openblas_set_num_threads"))(count);
    return count;
}

Json describe()
{
    Json devices = Json::array();
    const auto memory = mainMemory();
    devices.push_back(
        {{"id", "cpu"}, {"name", processorName()}, {"memory_total", memory.total}, {"memory_free", memory.free}});
    const int gpus = at::hasCUDA() ? static_cast<int>(at::detail::getCUDAHooks().getNumGPUs()) : 0;
    for (int i = 0; i < gpus; ++i) {
        std::uint64_t total = 0;
        const std::string name = cudaName(i, total);
        devices.push_back(
            {{"id", "cuda:" + std::to_string(i)}, {"name", name}, {"memory_total", total}, {"memory_free", 0}});
    }
    setThreads(0);
    const double gflops = sgemmGflops();
    const bool open = openBlas() != nullptr;
    std::string warning;
    if (!open && gflops < kSlowGflops)
        warning = "LibTorch runs on a slow BLAS (" + std::to_string(static_cast<int>(gflops)) +
                  " GFLOP/s); install libopenblas0-pthread to make large matrix products many times faster";
    return {{"library", "LibTorch " TORCH_VERSION},
            {"blas", open           ? "OpenBLAS"
                     : at::hasMKL() ? "MKL"
                                    : "BLAS"},
            {"blas_gflops", gflops},
            {"warning", warning},
            {"devices", devices}};
}

void rethrow()
{
    try {
        throw;
    } catch (const Error&) {
        throw;
    } catch (const std::bad_alloc&) {
        throw Error(ErrorCode::OutOfMemory, "the computation ran out of memory; try a smaller batch");
    } catch (const c10::Error& e) {
        const std::string what = e.what_without_backtrace();
        if (what.find("out of memory") != std::string::npos || what.find("can't allocate memory") != std::string::npos)
            throw Error(ErrorCode::OutOfMemory, "the computation ran out of memory; try a smaller batch", e.what());
        throw Error(ErrorCode::Compute, "LibTorch failed: " + what, e.what());
    } catch (const std::exception& e) {
        throw Error(ErrorCode::Compute, std::string("the computation failed: ") + e.what());
    }
}

} // namespace likeness::nn
