using System.Reflection;
using ArchUnitNET.Loader;
using Code = ArchUnitNET.Domain.Architecture;

namespace Streams.Architecture.Tests;

/// <summary>Tests each rule twice: the product keeps it, and the rule finds the fixtures in <c>Broken</c> that break it.</summary>
public sealed class FolderTests
{
    private const string Broken = "Streams.Architecture.Tests.Broken";

    private static readonly Lazy<Code> Product = new(() => Load(["Streams.Api", "Streams.Silo", "Streams.Grains", "Streams.Grains.Interfaces"]));
    private static readonly Lazy<Code> Fixtures = new(() => Load([typeof(FolderTests).Assembly.GetName().Name!]));

    [Fact]
    public void Rules_are_pure()
    {
        AssertKept(FolderRules.Rules("Streams.Grains.Rules"));

        var found = FolderRules.Rules($"{Broken}.Rules").Violations(Fixtures.Value);
        AssertBreaks(found, "ReadsTheClock", "System.DateTimeOffset::get_UtcNow");
        AssertBreaks(found, "TakesAClock", "System.TimeProvider");
        AssertBreaks(found, "MakesIds", "System.Guid::NewGuid");
        AssertBreaks(found, "ReadsAFile", "System.IO.File");
        AssertBreaks(found, "CallsAGrain", "Orleans.IGrainFactory");
        AssertBreaks(found, "RepliesOverHttp", "Microsoft.AspNetCore.Http.HttpContext");
    }

    [Fact]
    public void Grains_do_not_depend_on_their_callers()
    {
        AssertKept(FolderRules.Grains("Streams.Grains"));

        AssertBreaks(FolderRules.Grains($"{Broken}.Grains").Violations(Fixtures.Value), "UsesTheApi", "Streams.Api.Fixture.Anything");
    }

    [Fact]
    public void The_relay_does_not_depend_on_the_transport()
    {
        AssertKept(FolderRules.Relay("Streams.Api.Relay"));

        var found = FolderRules.Relay($"{Broken}.Relay").Violations(Fixtures.Value);
        AssertBreaks(found, "WritesToTheResponse", "Microsoft.AspNetCore.Http.HttpContext");
        AssertBreaks(found, "UsesTheApi", "Streams.Api.Fixture.Anything");
    }

    [Fact]
    public void Only_hosting_registers_services()
    {
        AssertKept(FolderRules.Wiring("Streams.Api", "Hosting"));
        AssertKept(FolderRules.Wiring("Streams.Silo", "Hosting"));
        AssertKept(FolderRules.Wiring("Streams.Grains", "Hosting"));

        var found = FolderRules.Wiring($"{Broken}.Wiring", "Hosting").Violations(Fixtures.Value);
        AssertBreaks(found, "Feature.Registers", "Microsoft.Extensions.DependencyInjection.IServiceCollection");
        Assert.DoesNotContain(found, line => line.StartsWith($"{Broken}.Wiring.Hosting.", StringComparison.Ordinal));
    }

    [Fact]
    public void A_rule_about_a_folder_that_does_not_exist_fails() =>
        Assert.Throws<InvalidOperationException>(() => FolderRules.Rules("Streams.Renamed").Violations(Fixtures.Value));

    private static void AssertKept(FolderRule rule)
    {
        var found = rule.Violations(Product.Value);
        Assert.True(found.Length == 0, string.Join('\n', found));
    }

    private static void AssertBreaks(string[] found, string type, string used) =>
        Assert.Contains(found, line => line.StartsWith(Broken, StringComparison.Ordinal) && line.EndsWith($".{type} depends on {used}", StringComparison.Ordinal));

    private static Code Load(string[] assemblies) => new ArchLoader().LoadAssemblies([.. assemblies.Select(Assembly.Load)]).Build();
}
