package io.pgwalstreams.plugin.problem;

import org.jspecify.annotations.Nullable;

/** Carries a {@link Problem} to the end of the program. */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  public ProblemException(Problem problem, @Nullable Throwable cause) {
    super(problem.what() + ": " + problem.remedy(), cause);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}
