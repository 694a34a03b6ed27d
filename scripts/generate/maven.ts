import { gitHubRepository } from "../release/repository";
import type { PackageManifest } from "./package-schema";

/** Pulumi's SDK for Java, in the version of the CLI 3.260 (pulumi/pulumi, scripts/get-language-providers.sh). */
export const PULUMI_JAVA_VERSION = "1.36.1";

/** What the generated classes import. */
const DEPENDENCIES: Readonly<Record<string, string>> = {
  "com.google.code.findbugs:jsr305": "3.0.2",
  "com.pulumi:pulumi": PULUMI_JAVA_VERSION,
};

const PLUGINS: Readonly<Record<string, string>> = {
  "maven-compiler-plugin": "3.14.0",
  "maven-resources-plugin": "3.3.1",
  "maven-surefire-plugin": "3.5.6",
  "maven-jar-plugin": "3.4.2",
  "maven-install-plugin": "3.1.3",
};

/** Where the package's class `Utilities`, and Pulumi's search for plugins, look in the archive. */
export function resourceFolder({ pulumi }: PackageManifest): string {
  return `src/main/resources/com/pulumi/${pulumi.name}`;
}

/** Group of the Maven artefact: a namespace that Maven Central gives whoever has the repository. */
export function mavenGroup(manifest: PackageManifest): string {
  const owner = gitHubRepository(manifest)?.split("/")[0];
  return owner === undefined ? manifest.pulumi.name : `io.github.${owner.toLowerCase()}`;
}

/** Files beside the generated Java classes, by path in `sdk/java`: how they are built, and which plugin they call. */
export function buildMavenFiles(manifest: PackageManifest): Record<string, string> {
  const folder = resourceFolder(manifest);
  const repository = gitHubRepository(manifest);
  const plugin = {
    resource: true,
    name: manifest.pulumi.name,
    version: manifest.version,
    ...(repository !== undefined && { server: `github://api.github.com/${repository}` }),
  };
  return {
    "pom.xml": buildPom(manifest),
    [`${folder}/plugin.json`]: `${JSON.stringify(plugin, undefined, 2)}\n`,
    [`${folder}/version.txt`]: manifest.version,
  };
}

function buildPom(manifest: PackageManifest): string {
  const { description, license, pulumi, version } = manifest;
  return `<?xml version="1.0" encoding="UTF-8"?>
<!-- Written by \`npm run generate\`. Do not edit. -->
<project xmlns="http://maven.apache.org/POM/4.0.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://maven.apache.org/POM/4.0.0 http://maven.apache.org/xsd/maven-4.0.0.xsd">
  <modelVersion>4.0.0</modelVersion>
  <groupId>${mavenGroup(manifest)}</groupId>
  <artifactId>${pulumi.name}</artifactId>
  <version>${version}</version>
  <name>${pulumi.name}</name>
  <description>${escapeXml(description)}</description>
${publication(manifest)}  <licenses>
    <license>
      <name>${license}</name>
      <url>https://spdx.org/licenses/${license}.html</url>
    </license>
  </licenses>
  <properties>
    <maven.compiler.release>11</maven.compiler.release>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
    <!-- Archives of the same classes are the same. -->
    <project.build.outputTimestamp>1980-01-01T00:00:02Z</project.build.outputTimestamp>
  </properties>
  <dependencies>
${Object.entries(DEPENDENCIES)
  .map(([name, of]) => dependency(name, of))
  .join("")}  </dependencies>
  <build>
    <plugins>
${Object.entries(PLUGINS)
  .map(([name, of]) => plugin(name, of))
  .join("")}    </plugins>
  </build>
${RELEASE}</project>
`;
}

/** What Maven Central asks of whoever publishes. */
function publication(manifest: PackageManifest): string {
  const repository = gitHubRepository(manifest);
  if (repository === undefined) return "";
  const address = `https://github.com/${repository}`;
  return `  <url>${address}</url>
  <developers>
    <developer>
      <name>${escapeXml(manifest.author ?? `The developers of ${manifest.pulumi.name}`)}</name>
      <url>${address}</url>
    </developer>
  </developers>
  <scm>
    <connection>scm:git:${address}.git</connection>
    <url>${address}</url>
  </scm>
`;
}

function dependency(name: string, version: string): string {
  const [group, artifact] = name.split(":");
  return `    <dependency>
      <groupId>${group}</groupId>
      <artifactId>${artifact}</artifactId>
      <version>${version}</version>
    </dependency>
`;
}

function plugin(artifact: string, version: string): string {
  return `      <plugin>
        <artifactId>${artifact}</artifactId>
        <version>${version}</version>
      </plugin>
`;
}

/**
 * \`mvn --activate-profiles release deploy\`: sources and documentation beside the classes, signed with the key in MAVEN_GPG_KEY, to Maven
 * Central with the credentials of the server \`central\` in Maven's settings (https://central.sonatype.org/publish/publish-portal-maven).
 */
const RELEASE = `  <profiles>
    <profile>
      <id>release</id>
      <build>
        <plugins>
          <plugin>
            <artifactId>maven-source-plugin</artifactId>
            <version>3.3.1</version>
            <executions>
              <execution>
                <goals>
                  <goal>jar-no-fork</goal>
                </goals>
              </execution>
            </executions>
          </plugin>
          <plugin>
            <artifactId>maven-javadoc-plugin</artifactId>
            <version>3.11.2</version>
            <configuration>
              <doclint>none</doclint>
            </configuration>
            <executions>
              <execution>
                <goals>
                  <goal>jar</goal>
                </goals>
              </execution>
            </executions>
          </plugin>
          <plugin>
            <artifactId>maven-gpg-plugin</artifactId>
            <version>3.2.7</version>
            <configuration>
              <signer>bc</signer>
            </configuration>
            <executions>
              <execution>
                <phase>verify</phase>
                <goals>
                  <goal>sign</goal>
                </goals>
              </execution>
            </executions>
          </plugin>
          <plugin>
            <groupId>org.sonatype.central</groupId>
            <artifactId>central-publishing-maven-plugin</artifactId>
            <version>0.8.0</version>
            <extensions>true</extensions>
            <configuration>
              <publishingServerId>central</publishingServerId>
              <autoPublish>true</autoPublish>
            </configuration>
          </plugin>
        </plugins>
      </build>
    </profile>
  </profiles>
`;

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

/**
 * A generated component as it compiles: the generator writes for secret outputs an option that components do not have in Pulumi's SDK for
 * Java (1.36.1; https://github.com/pulumi/pulumi/issues/11545). They stay secret, since the plugin marks them.
 */
export function withoutSecretOption(code: string): string {
  return code.replace(/\n +\.additionalSecretOutputs\(List\.of\([^()]*\)\)/g, "");
}
