# The front door: `make help`. Everything runs on the JDK 25 that is found beside the default one.
JAVA_HOME := $(or $(JDK_HOME),$(patsubst %/bin/javac,%,$(firstword $(wildcard $(addsuffix /bin/javac, \
  /usr/lib/jvm/*25* /Library/Java/JavaVirtualMachines/*25*/Contents/Home $(HOME)/.sdkman/candidates/java/25*)))),$(JAVA_HOME), \
  $(patsubst %/bin/javac,%,$(realpath $(shell which javac 2>/dev/null))))
export JAVA_HOME
# Maven's own libraries use what Java 25 warns of.
export MAVEN_OPTS := --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow $(MAVEN_OPTS)
JAVA := $(JAVA_HOME)/bin/java --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow
MVN := mvn -B -ntp $(MVN_ARGS)
# What takes long says how far it is, a line a module; a CI's own log has all of it.
BUILD := $(if $(filter true,$(CI)),,testkit/src/main/scripts/progress.sh target/maven.log) $(MVN)
BUILT := $(wildcard worker/target/pgwalstreams-worker.jar)
# Tests are not even compiled where nothing needs them: that is two fifths of a first build. Images and plugin are trained by classes of theirs.
PACKAGE := package -Dmaven.test.skip=true

.DEFAULT_GOAL := help
.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## /{printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: need
need:
	@"$(JAVA_HOME)/bin/javac" -version 2>&1 | grep -Eq '^javac (2[5-9]|[3-9][0-9])' || \
	  { echo 'JDK 25 is needed: install it, for example Temurin from https://adoptium.net, and set JDK_HOME to its folder' >&2; exit 1; }
	@mvn -v >/dev/null 2>&1 || \
	  { echo 'Maven 3.8 or newer is needed: apt-get install maven, or https://maven.apache.org/download.cgi' >&2; exit 1; }
	@[ -n '$(BUILT)' ] || echo 'The first build fetches libraries, PostgreSQL and nats-server. That takes some minutes.'

.PHONY: fmt
fmt: need ## format the sources
	$(MVN) -q spotless:apply

.PHONY: test
test: need ## all static checks and all tests: real PostgreSQL 14 to 18, real nats-server
	@$(BUILD) verify

.PHONY: consumers
consumers: need ## the example consumers in Java, Go, Python and TypeScript beside a worker under load, with kill -9
	testkit/src/main/scripts/asyncapi/check.sh docs/reference/asyncapi.yaml
	languages=$$(examples/consumers/build.sh) && $(MVN) -pl demo -am verify -Dconsumers=$$languages \
	  -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=ConsumersIT -Dfailsafe.failIfNoSpecifiedTests=false

.PHONY: upgrade-servers
upgrade-servers: ## for one test: PostgreSQL 17 and 18 with pg_upgrade, by pip, into the cache
	testkit/src/main/scripts/upgrade-servers.sh

.PHONY: promtool
promtool: ## for the tests of the alert rules: Prometheus' promtool, by apt, into the cache
	testkit/src/main/scripts/promtool.sh

.PHONY: faketime
faketime: ## for the chaos: libfaketime, by which clocks jump, by apt, into the cache
	testkit/src/main/scripts/faketime.sh

.PHONY: crds
crds: need ## generate the CRD, and the schema that documents are checked by, from the records anew
	$(MVN) -q -pl crds test -Dtest=CrdTest -Dupdate.crds=true
	$(MAKE) -s chart

CHART = deploy/helm/pgwalstreams/files
.PHONY: chart
chart: ## copy into the Helm chart what it has of kustomize and the CRD
	mkdir -p $(CHART)
	cp crds/generated/walstreams.pgwalstreams.io-v1.yml $(CHART)/crd.yaml
	cp deploy/kustomize/crd/user-roles.yaml $(CHART)/
	cp $(addprefix deploy/kustomize/base/,service-account.yaml lease.yaml service.yaml network-policy.yaml) $(CHART)/
	cp deploy/kustomize/overlays/cluster-wide/rbac.yaml $(CHART)/rbac-cluster.yaml
	cp deploy/kustomize/overlays/single-namespace/rbac.yaml $(CHART)/rbac-namespace.yaml

.PHONY: demo
demo: need ## PostgreSQL, nats-server, the worker and an application: events scroll by, a kill -9, a proof
	@$(BUILD) -pl demo -am $(PACKAGE)
	$(JAVA) -cp 'demo/target/classes:demo/target/lib/*' io.pgwalstreams.demo.Demo $(DEMO_ARGS)

.PHONY: run
run: need ## run the worker: make run FILE=shop.yaml
	@$(BUILD) -pl worker -am $(PACKAGE)
	bin/pgwalstreams-worker run $(or $(FILE),examples/by-hand.yaml)

.PHONY: images
images: need ## the images of operator and worker as tars, without a docker engine: make images TAG=1
	@$(BUILD) -pl worker,operator -am verify -DskipTests -Pimage $(if $(TAG),-Dimage.tag=$(TAG))
	@for tar in worker/target/pgwalstreams-worker-image.tar operator/target/pgwalstreams-operator-image.tar; do \
	  ls -sh $$tar; printf '      holds %s\n' "$$(tar -xOf $$tar manifest.json | sed 's/.*"RepoTags": *\["\([^"]*\)".*/\1/')"; done

.PHONY: sbom
sbom: need ## what images and plugin are made of, as CycloneDX: */target/*-sbom.json
	@# A library of another version, which an earlier build has left, would be packed too.
	rm -rf worker/target/lib operator/target/lib plugin/target/lib
	$(MVN) -q -pl worker,operator,plugin -am -DskipTests package org.cyclonedx:cyclonedx-maven-plugin:makeBom
	for part in worker operator plugin; do \
	  images/sbom-check.sh $$part/target/lib $$part/target/pgwalstreams-$$part-sbom.json || exit 1; done

.PHONY: version
version: ## put a version into every place that names one: make version VERSION=0.1.0
	deploy/version.sh $(VERSION)

.PHONY: release-files
release-files: images sbom plugin ## what a release consists of, with checksums, in target/release; each program is started once
	deploy/release-files.sh
	deploy/release-check.sh

.PHONY: plugin
plugin: need ## kubectl walstream, and where to put it
	@$(BUILD) -pl plugin -am package -DskipTests
	plugin/src/main/scripts/assemble.sh plugin/target plugin/target/kubectl-walstream
	@echo 'Put it on your PATH, for example:'
	@echo '  ln -sf $(CURDIR)/plugin/target/kubectl-walstream/kubectl*walstream ~/.local/bin/'
	@echo '  kubectl walstream status -A'

# deploy/install.sh says what these mean.
export KUBECTL OVERLAY NAMESPACE IMAGE_OPERATOR IMAGE_WORKER MONITORING

.PHONY: install
install: ## the operator into the cluster of KUBECONFIG: make install OVERLAY=single-namespace NAMESPACE=shop IMAGE_OPERATOR=…
	deploy/install.sh install

.PHONY: uninstall
uninstall: ## remove it again; says so when WalStreams are left
	deploy/install.sh uninstall

.PHONY: run-operator
run-operator: need ## the operator as a process here, for the cluster of KUBECONFIG: make run-operator IMAGE_WORKER=…
	@$(BUILD) -pl operator -am $(PACKAGE)
	$(or $(KUBECTL),kubectl) apply --server-side --force-conflicts -k deploy/kustomize/crd
	$(JAVA) -jar operator/target/pgwalstreams-operator.jar run --leader-election false --listen 127.0.0.1:8080 \
	  --operator-namespace $(or $(NAMESPACE),default) --worker-image $(or $(IMAGE_WORKER),pgwalstreams/worker:0.1.0-SNAPSHOT) \
	  $(OPERATOR_ARGS)

SOURCES = crds database postgres worker operator pom.xml
RERUN = testkit/src/main/scripts/rerun.sh

.PHONY: dev
dev: need ## the worker by hand, built and started anew whenever a source changes: make dev FILE=shop.yaml
	$(RERUN) '$(MVN) -q -pl worker -am $(PACKAGE)' 'bin/pgwalstreams-worker run $(or $(FILE),examples/by-hand.yaml)' $(SOURCES)

.PHONY: dev-operator
dev-operator: need ## the same for the operator, as a process beside the cluster of KUBECONFIG
	$(RERUN) true '$(MAKE) -s run-operator' $(SOURCES)

.PHONY: e2e
e2e: need $(if $(filter-out PluginE2E,$(TEST)),,plugin) ## the whole on the cluster of KUBECONFIG, which has or can pull the images: make e2e TEST=TutorialE2E
	$(MVN) -Pe2e -pl e2e verify $(if $(TEST),-Dit.test=$(TEST)) \
	  $(if $(KUBECTL),-De2e.kubectl=$(KUBECTL)) $(E2E_ARGS) \
	  $(if $(IMAGE_OPERATOR),-De2e.image.operator=$(IMAGE_OPERATOR)) $(if $(IMAGE_WORKER),-De2e.image.worker=$(IMAGE_WORKER))

.PHONY: picture
picture: ## README's picture of the architecture, by Graphviz of docs/architecture.dot
	mkdir -p target
	testkit/src/main/scripts/graph-svg.sh docs/architecture.dot > target/architecture.svg && mv target/architecture.svg docs/

.PHONY: pictures
pictures: picture ## all pictures; those of terminals are drawn of what make plugin e2e TEST=TutorialPageE2E,PluginE2E has recorded
	$(call draw,get,TutorialPageE2E/typed.txt,'kubectl get walstreams' 'kubectl get walstreams -n shop -o wide')
	$(call draw,describe,TutorialPageE2E/typed.txt,'kubectl describe walstream' 'kubectl describe walstream shop -n shop' Status:)
	$(call draw,live-view,PluginE2E/live-view.txt,'kubectl walstream status --watch')
# A picture that cannot be drawn leaves the one that is there.
draw = $(TERMINAL) $(3) < $(RECORDED)/$(2) > $(RECORDED)/$(1).svg && mv $(RECORDED)/$(1).svg docs/guide/
TERMINAL = testkit/src/main/scripts/terminal-svg.py
RECORDED = e2e/target/e2e

.PHONY: simulate
simulate: worker-tests ## histories of faults in simulated time: make simulate SECONDS=600 SEED=1; with SECONDS= that seed's story
	$(WORKER_TESTS).simulation.Simulate $(SEED) $(SECONDS)
SEED ?= 1
SECONDS ?= 60

.PHONY: failover
failover: worker-tests ## the primary is killed under load and its standby promoted, again and again: make failover COUNT=20
	$(WORKER_TESTS).faults.Failovers $(COUNT) $(RATE)
COUNT ?= 20
RATE ?= 60

.PHONY: chaos
chaos: worker-tests ## three nats-servers, PostgreSQL and a worker, really broken: make chaos SEED=1 SECONDS=300; LEADER=3 kills leaders only
	$(WORKER_TESTS).faults.Chaos $(SEED) $(SECONDS) $(LEADER)

.PHONY: soak
soak: worker-tests ## one worker under load and faults for long, with curves of what it takes: make soak SECONDS=3600
	$(WORKER_TESTS).faults.Soak $(SEED) $(SECONDS) target/soak.csv $(SOAK_SVG)
SOAK_SVG ?= docs/design/soak.svg

WORKER_TESTS = $(JAVA) -cp "worker/target/test-classes:worker/target/classes:$$(cat worker/target/simulation.classpath)" io.pgwalstreams.worker

.PHONY: worker-tests
worker-tests: need
	@$(BUILD) -pl worker -am test-compile dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile=target/simulation.classpath

.PHONY: bench
bench: bench-worker ## the worker beside the bare limits of PostgreSQL and JetStream, in one run
	$(BENCH).EndToEnd

.PHONY: bench-latency
bench-latency: bench-worker ## from COMMIT to the consumer at 500 and 5,000 transactions a second
	$(BENCH).Latency

.PHONY: bench-start
bench-start: bench-worker ## from the start of a worker to its first event, and what an idle one costs
	$(BENCH).Start

.PHONY: bench-scaling
bench-scaling: bench-worker ## one to four WalStreams at once, on one PostgreSQL and one nats-server
	$(BENCH).Scaling

.PHONY: bench-micro
bench-micro: need ## decoding and encoding alone, by JMH: nanoseconds and bytes of garbage an event
	$(MVN) -q -pl benchmarks -am package -DskipTests
	$(JAVA) -cp 'benchmarks/target/classes:benchmarks/target/lib/*' org.openjdk.jmh.Main -prof gc $(BENCH_ARGS)

BENCH = $(JAVA) $(BENCH_ARGS) -Dworker.command=worker/target/bench.command \
  -cp 'benchmarks/target/classes:benchmarks/target/lib/*' io.pgwalstreams.benchmarks

# The worker of the image, with its Java, its flags and its class cache.
.PHONY: bench-worker
bench-worker: need
	$(MVN) -q -pl worker,benchmarks -am verify -DskipTests -Pimage -Dimage.tag=bench
	images/unpack.sh worker/target/pgwalstreams-worker-image.tar "$$PWD/worker/target/bench-image" > worker/target/bench.command
