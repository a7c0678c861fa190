using System.Text.RegularExpressions;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Streams.Architecture.Tests;

/// <summary>What the documents name must exist: files, headings, tests.</summary>
public sealed partial class DocumentTests
{
    private const int ReadmeLimit = 14_000;

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseAutoIdentifiers(AutoIdentifierOptions.GitHub).Build();

    [Fact]
    public void Every_relative_link_leads_to_a_file_and_to_a_heading_if_it_names_one() => AssertNone(Documents().SelectMany(BrokenLinks));

    [Theory]
    [InlineData("[a file](docs/nowhere.md)")]
    [InlineData("![a picture](docs/images/nowhere.png)")]
    [InlineData("| a table |\n| --- |\n| [`a file`](src/Nowhere.cs) |")]
    [InlineData("[a heading](docs/protocol.md#nowhere)")]
    [InlineData("# Here\n[a heading of the same page](#nowhere)")]
    [InlineData("[a file outside of the repository](../README.md)")]
    public void A_broken_link_is_found(string markdown) => Assert.Single(BrokenLinks(Repository.File("sample.md"), markdown));

    [Theory]
    [InlineData("[a file](docs/protocol.md), [a folder](docs), [a heading](docs/protocol.md#positions)")]
    [InlineData("# Where to go?\n[a heading of the same page](#where-to-go)")]
    [InlineData("[a site](https://example.com/nowhere.md), http://127.0.0.1:5080")]
    [InlineData("```md\n[an example](nowhere.md)\n```\n`[another](nowhere.md)`")]
    public void Other_links_are_accepted(string markdown) => Assert.Empty(BrokenLinks(Repository.File("sample.md"), markdown));

    [Fact]
    public void The_readme_in_the_package_of_the_client_has_no_link_into_the_repository() => Assert.DoesNotContain(
        Markdown.Parse(File.ReadAllText(Repository.File("src", "Client", "README.md")), Pipeline).Descendants<LinkInline>(),
        link => link.Url is { Length: > 0 } url && url[0] != '#' && !Scheme().IsMatch(url));

    [Fact]
    public void Every_test_that_the_guarantees_name_exists()
    {
        var sources = string.Concat(
            Directory.EnumerateFiles(Repository.File("tests"), "*.cs", SearchOption.AllDirectories)
                .Concat(Directory.EnumerateFiles(Repository.File("web", "packages"), "*.test.ts*", SearchOption.AllDirectories).Where(IsOurs))
                .Select(File.ReadAllText));
        var named = Markdown.Parse(File.ReadAllText(Repository.File("docs", "guarantees.md")), Pipeline).Descendants<CodeInline>()
            .Select(code => code.Content)
            .Where(name => CSharpTest().IsMatch(name) || TypeScriptTest().IsMatch(name))
            .ToArray();
        Assert.True(named.Length > 50, $"only {named.Length} tests are named");
        AssertNone(named.Where(name => !sources.Contains(CSharpTest().IsMatch(name) ? $" {name}(" : $"'{name}'", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_readme_is_short() => Assert.InRange(new FileInfo(Repository.File("README.md")).Length, 1, ReadmeLimit - 1);

    private static void AssertNone(IEnumerable<string> missing)
    {
        var all = string.Join('\n', missing);
        Assert.True(all.Length == 0, all);
    }

    private static string[] Documents()
    {
        string[] found =
        [
            .. Directory.EnumerateFiles(Repository.Root, "*.md"),
            .. new[] { "docs", "samples", "src", "web" }
                .SelectMany(folder => Directory.EnumerateFiles(Repository.File(folder), "*.md", SearchOption.AllDirectories))
                .Where(IsOurs),
        ];
        Assert.True(found.Length > 10, $"only {found.Length} documents were found");
        return found;
    }

    private static bool IsOurs(string path) => !path.Contains("node_modules", StringComparison.Ordinal);

    private static IEnumerable<string> BrokenLinks(string document) => BrokenLinks(document, File.ReadAllText(document));

    private static IEnumerable<string> BrokenLinks(string document, string markdown)
    {
        var parsed = Markdown.Parse(markdown, Pipeline);
        foreach (var link in parsed.Descendants<LinkInline>())
        {
            if (link.Url is { Length: > 0 } url && !Scheme().IsMatch(url) && IsBroken(document, parsed, url))
                yield return $"{Path.GetRelativePath(Repository.Root, document)}: {url}";
        }
    }

    private static bool IsBroken(string document, MarkdownDocument parsed, string url)
    {
        var (path, heading) = url.Split('#') is [var file, var anchor] ? (file, anchor) : (url, null);
        if (path.Length == 0)
            return !Headings(parsed).Contains(heading);
        var target = Path.GetFullPath(path, Path.GetDirectoryName(document)!);
        if (!target.StartsWith(Repository.Root, StringComparison.Ordinal))
            return true;
        return heading is null ? !Path.Exists(target) : !File.Exists(target) || !Headings(Markdown.Parse(File.ReadAllText(target), Pipeline)).Contains(heading);
    }

    private static IEnumerable<string?> Headings(MarkdownDocument document) => document.Descendants<HeadingBlock>().Select(heading => heading.GetAttributes().Id);

    [GeneratedRegex("^[a-z][a-z0-9+.-]*:")]
    private static partial Regex Scheme();

    [GeneratedRegex("^[A-Z][a-z]*_[a-zA-Z0-9_]+$|^A_[a-zA-Z0-9_]+$")]
    private static partial Regex CSharpTest();

    [GeneratedRegex("^(?!make )[a-z]+ .* ")]
    private static partial Regex TypeScriptTest();
}
