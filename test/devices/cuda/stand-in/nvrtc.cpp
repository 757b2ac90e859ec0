// Stands in for libnvrtc.so in tests: takes texts, options and buffers as NVRTC does, and says what it was given. A text
// with the word `unknown` does not compile; one with `broken_compiler` is answered with an error that is not the text's, one
// with `endless_compile` is never answered, and one with `deadly_compile` takes the process with it.
#include <csignal>
#include <cstring>
#include <regex>
#include <string>
#include <unistd.h>

namespace {
struct Program { std::string text, log, image; };
Program *of(unsigned long long program) { return reinterpret_cast<Program *>(program); }
}  // namespace

extern "C" {

int nvrtcVersion(int *major, int *minor) { *major = 13; *minor = 1; return 0; }
const char *nvrtcGetErrorString(int code) { return code == 6 ? "NVRTC_ERROR_COMPILATION" : "NVRTC_ERROR_INTERNAL_ERROR"; }
int nvrtcCreateProgram(unsigned long long *program, const char *text, const char *, int headers, const char *const *, const char *const *) {
  *program = reinterpret_cast<unsigned long long>(new Program{text, "", ""});
  return headers;
}
int nvrtcCompileProgram(unsigned long long program, int count, const char *const *options) {
  Program &own = *of(program);
  std::string file = "candidates.cu";
  int line = 0;
  std::size_t begin = 0;
  while (begin < own.text.size()) {
    const std::size_t end = std::min(own.text.find('\n', begin), own.text.size());
    const std::string words = own.text.substr(begin, end - begin);
    std::smatch found;
    begin = end + 1;
    line++;
    if (std::regex_search(words, found, std::regex("#line 1 \"(.*)\""))) { file = found[1]; line = 0; }
    if (words.find("endless_compile") != std::string::npos) for (;;) pause();
    if (words.find("deadly_compile") != std::string::npos) raise(SIGSEGV);
    if (words.find("broken_compiler") != std::string::npos) return 11;
    if (words.find("unknown") != std::string::npos) own.log += file + "(" + std::to_string(line) + "): error: identifier \"unknown\" is undefined\n";
    if (std::regex_search(words, found, std::regex("#define \\w+ (\\w+__\\d+)")) || (own.text.find("#define") == std::string::npos && std::regex_search(words, found, std::regex("__global__ void (\\w+)"))))
      own.image += "ptxas info    : Compiling entry function '" + found[1].str() + "' for 'sm_90'\nptxas info    : Used 24 registers, 16 bytes smem\n";
  }
  if (!own.log.empty()) return 6;
  own.log = own.image;
  own.image = "options";
  for (int at = 0; at < count; at++) own.image += std::string(" ") + options[at];
  return 0;
}
int nvrtcGetProgramLogSize(unsigned long long program, std::size_t *size) { *size = of(program)->log.size() + 1; return 0; }
int nvrtcGetProgramLog(unsigned long long program, char *text) { std::strcpy(text, of(program)->log.c_str()); return 0; }
int nvrtcGetCUBINSize(unsigned long long program, std::size_t *size) { *size = of(program)->image.size(); return 0; }
int nvrtcGetCUBIN(unsigned long long program, char *image) { std::memcpy(image, of(program)->image.data(), of(program)->image.size()); return 0; }
int nvrtcDestroyProgram(unsigned long long *program) {
  delete of(*program);
  *program = 0;
  return 0;
}

}  // extern "C"
