namespace Streams.Architecture.Tests;

/// <summary>In a program, a type is internal unless another assembly of the product uses it. Tests see internal types by <c>InternalsVisibleTo</c>.</summary>
public sealed class PublicTypeTests
{
    /// <summary>Public though no other assembly uses them.</summary>
    private static readonly string[] Allowed =
    [
        // ASP.NET Core generates it as public, for test hosts.
        "Program",

        // xunit requires a public fixture, and the benches share its source.
        "Streams.Tests.PostgresServer",
    ];

    private static readonly string[] Product = ["Api", "Silo", "Grains", "Grains.Interfaces"];

    /// <summary>Programs that use the product or stand beside it.</summary>
    private static readonly string[] Programs = ["Bench", "Cluster", "SampleCompanies"];

    public static TheoryData<string> Internal => [.. Programs];

    [Theory]
    [MemberData(nameof(Internal))]
    public void A_type_is_public_only_where_another_assembly_uses_it(string project)
    {
        var unused = PublicTypes.WithoutUser(Assembly(project), Product.Concat(Programs).Select(Assembly)).Except(Allowed).ToArray();
        Assert.True(unused.Length == 0, $"Public, and used by no other assembly:\n{string.Join('\n', unused)}");
    }

    [Fact]
    public void A_public_type_that_nobody_uses_is_found() =>
        Assert.Contains(typeof(PublicTypeTests).FullName, PublicTypes.WithoutUser(typeof(PublicTypeTests).Assembly.Location, [Assembly("Api"), Assembly("Grains")]));

    [Fact]
    public void A_type_that_another_assembly_uses_is_not_found()
    {
        var unused = PublicTypes.WithoutUser(Assembly("Grains.Interfaces"), [Assembly("Grains")]);

        Assert.DoesNotContain("Streams.Contract.StreamEvent", unused);
        Assert.DoesNotContain("Streams.Grains.Interfaces.Streams.IStreamGrain", unused);
    }

    private static string Assembly(string project)
    {
        var folder = Path.Combine(Repository.Root, "artifacts", "bin", project, new DirectoryInfo(AppContext.BaseDirectory).Name);
        return Directory.GetFiles(folder, $"Streams.*{project}.dll").MinBy(path => path.Length)!;
    }
}
