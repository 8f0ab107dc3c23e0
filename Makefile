# The front door: `make help`. Everything runs on the JDK 25 that is found beside the default one.
JAVA_HOME := $(or $(JDK_HOME),$(firstword $(wildcard /usr/lib/jvm/*25* /Library/Java/JavaVirtualMachines/*25*/Contents/Home $(HOME)/.sdkman/candidates/java/25*)),$(JAVA_HOME))
export JAVA_HOME
MVN := mvn -B -ntp $(MVN_ARGS)

.DEFAULT_GOAL := help
.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: fmt
fmt: ## format the sources
	$(MVN) -q spotless:apply

.PHONY: test
test: ## all static checks and all tests: real PostgreSQL 14 to 18, real nats-server
	$(MVN) verify

.PHONY: crds
crds: ## generate the CRD from the records anew
	$(MVN) -q -pl crds test -Dtest=CrdTest -Dupdate.crds=true

.PHONY: images
images: ## the worker's image as a tar, without a docker engine: worker/target/pgwalstreams-worker-image.tar
	$(MVN) -q -pl worker -am package -DskipTests -Pimage
	@ls -sh worker/target/pgwalstreams-worker-image.tar

.PHONY: bench
bench: ## the worker beside the bare limits of PostgreSQL and JetStream, in one run
	$(MVN) -q -pl benchmarks -am package -DskipTests
	$(JAVA_HOME)/bin/java --sun-misc-unsafe-memory-access=allow $(BENCH_ARGS) -Dworker.jar=worker/target/pgwalstreams-worker.jar \
	  -cp 'benchmarks/target/classes:benchmarks/target/lib/*' io.pgwalstreams.benchmarks.EndToEnd
