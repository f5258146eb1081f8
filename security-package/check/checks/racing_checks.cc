// Checks two threads that export one context at the same time.

#include <atomic>
#include <thread>

#include "checks/check.h"
#include "contract/conversation.h"
#include "contract/exported_context.h"
#include "contract/message.h"
#include "status_name.h"

namespace check_package {

namespace {

constexpr int kRaces = 500;

struct Attempt {
  ExportedContext exported;
  SECURITY_STATUS status = SEC_E_OK;
};

// Starts both threads at the same moment, as nearly as possible.
void Race(Context& context, ULONG flags, Attempt (&attempts)[2]) {
  std::atomic<int> ready{0};
  const auto run = [&](Attempt& attempt) {
    ++ready;
    while (ready != 2) YieldProcessor();
    attempt.status = context.package().Export(context.get(), flags, attempt.exported.buffer(),
                                              attempt.exported.token());
  };
  std::thread other(run, std::ref(attempts[0]));
  run(attempts[1]);
  other.join();
}

std::string Moving(const Subject& subject) {
  Conversation conversation = Conversation::Established(subject.package);
  ExportedContext exported = Export(conversation.server(), SECPKG_CONTEXT_EXPORT_DELETE_OLD);
  const ULONG buffer_type = exported.buffer()->BufferType;
  Bytes packed = exported.bytes();
  for (int race = 0; race < kRaces; ++race) {
    Context context = Import(subject.package, packed, buffer_type);
    Attempt attempts[2];
    Race(context, SECPKG_CONTEXT_EXPORT_DELETE_OLD, attempts);
    const bool first_won = attempts[0].status == SEC_E_OK;
    if (first_won || attempts[1].status == SEC_E_OK) context.Release();
    if (first_won == (attempts[1].status == SEC_E_OK)) {
      throw Violation("one of two exports with DELETE_OLD returns " + NameOf(attempts[0].status) +
                      " and the other " + NameOf(attempts[1].status));
    }
    const SECURITY_STATUS lost = attempts[first_won ? 1 : 0].status;
    if (lost != SEC_E_INVALID_HANDLE) {
      throw Violation("the export that comes too late returns " + NameOf(lost) +
                      ", not SEC_E_INVALID_HANDLE");
    }
    if (!attempts[first_won ? 1 : 0].exported.untouched()) {
      throw Violation("the export that comes too late leaves a buffer or a token");
    }
    packed = attempts[first_won ? 0 : 1].exported.bytes();
  }
  Context last = Import(subject.package, packed, buffer_type);
  ExchangeMessages(conversation.client(), "the client", last, "the context after all races");
  return std::to_string(kRaces) + " races";
}

std::string Copying(const Subject& subject) {
  Conversation conversation = Conversation::Established(subject.package);
  Export(conversation.server(), 0);
  for (int race = 0; race < kRaces; ++race) {
    Attempt attempts[2];
    Race(conversation.server(), 0, attempts);
    const Message next = Send(conversation.client(), "the client");
    for (Attempt& attempt : attempts) {
      if (attempt.status != SEC_E_OK) {
        throw Violation("one of two exports without a flag returns " + NameOf(attempt.status));
      }
      Context imported = Import(subject.package, attempt.exported);
      Receive(imported, next, "the new context of one of two exports");
    }
    Receive(conversation.server(), next, "the context that two threads exported");
  }
  return std::to_string(kRaces) + " races";
}

}  // namespace

std::vector<Check> RacingChecks() {
  return {
      {"threads-moving", "only one of two threads that export with DELETE_OLD gets the context",
       Moving},
      {"threads-copying", "each of two threads that export without a flag gets a context", Copying},
  };
}

}  // namespace check_package
