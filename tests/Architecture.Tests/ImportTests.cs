using System.Text.RegularExpressions;

namespace Streams.Architecture.Tests;

/// <summary>Checks the imports of the web packages.</summary>
public sealed partial class ImportTests
{
    private const string Client = "@streams/client";

    [Fact]
    public void The_react_package_uses_only_the_client_s_public_surface() => Assert.Empty(Violations("react", WrongInReact));

    [Fact]
    public void The_client_does_not_depend_on_react() => Assert.Empty(Violations("client", WrongInClient));

    [Theory]
    [InlineData("import { watch } from '@streams/client/dist/watch.js';")]
    [InlineData("import type { Frame } from \"@streams/client/src/frame\";")]
    [InlineData("export * from '../../client/src/index.js';")]
    [InlineData("const client = await import('@streams/client/src/index.js');")]
    [InlineData("vi.mock('../../../client/src/http.js');")]
    public void A_deep_import_is_found(string line) => Assert.Contains(Imports(line), import => WrongInReact(import));

    [Theory]
    [InlineData("import { StreamsClient, type Snapshot } from '@streams/client';")]
    [InlineData("import { useNow } from './useNow.js';")]
    [InlineData("import { useState } from 'react';")]
    public void An_ordinary_import_is_not_found(string line) => Assert.DoesNotContain(Imports(line), import => WrongInReact(import));

    [Fact]
    public void React_in_the_client_is_found() => Assert.Contains(Imports("import { useState } from 'react';"), import => WrongInClient(import));

    private static IEnumerable<string> Violations(string package, Func<string, bool> isWrong)
    {
        var sources = Directory.EnumerateFiles(Repository.File("web", "packages", package, "src"), "*.ts*", SearchOption.AllDirectories).ToArray();
        Assert.NotEmpty(sources);
        return from source in sources
               from import in Imports(File.ReadAllText(source))
               where isWrong(import)
               select $"{Path.GetRelativePath(Repository.Root, source)} imports {import}";
    }

    private static IEnumerable<string> Imports(string source) => ImportPattern().Matches(source).Select(match => match.Groups[1].Value);

    private static bool WrongInReact(string import) => import.StartsWith($"{Client}/", StringComparison.Ordinal) || import.Contains("client/", StringComparison.Ordinal);

    private static bool WrongInClient(string import) => ReactPattern().IsMatch(import);

    [GeneratedRegex("""(?:\bfrom\s*|\bimport\s*\(?\s*|\bmock\(\s*)['"]([^'"]+)['"]""")]
    private static partial Regex ImportPattern();

    [GeneratedRegex("^(@?react|@streams/react|motion|@radix-ui)")]
    private static partial Regex ReactPattern();
}
