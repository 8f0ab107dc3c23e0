package io.pgwalstreams.operator.reconcile;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What was asked of the API server and of the databases, in one order. Thread-safe. */
final class Journal {
  private final List<ApiCall> calls = new CopyOnWriteArrayList<>();

  void add(ApiCall call) {
    calls.add(call);
  }

  /** Something that was asked of a database. */
  void add(String verb, String name) {
    calls.add(new ApiCall(verb, name, ""));
  }

  /** All of it, as {@link ApiCall#line} has it. */
  List<String> lines() {
    return calls.stream().map(ApiCall::line).toList();
  }

  List<ApiCall> calls(String line) {
    return calls.stream().filter(call -> call.line().equals(line)).toList();
  }

  int count(String line) {
    return calls(line).size();
  }
}
