using System.Text.RegularExpressions;

namespace Streams.Architecture.Tests;

/// <summary>
/// What the folders of <c>src</c> promise. Each rule takes the start of the namespaces it is about, so that a test can apply it to the product and to a fixture that
/// breaks it. CONTRIBUTING.md lists these rules.
/// </summary>
internal static partial class FolderRules
{
    /// <summary>Pure functions: the time is an argument, and a rule can be tested without a database, a silo or a web server.</summary>
    public static FolderRule Rules(string rules) => new(In(rules), Impure())
    {
        Except =
        [
            // A value: the record that a rule's change becomes.
            "Streams.Grains.EventLog.LogRecord",
        ],
    };

    /// <summary>Grains know nothing of those who call them.</summary>
    public static FolderRule Grains(string grains) => new(In(grains), Web());

    /// <summary>The relay brings events to viewers whatever their transport is; HTTP and SignalR are adapters around it.</summary>
    public static FolderRule Relay(string relay) => new(In(relay), Transport());

    /// <summary>Services are registered in one place per process, so that a reader finds there what the process consists of.</summary>
    /// <param name="product">The start of the namespaces.</param>
    /// <param name="hosting">The folders that may register, as they follow in the names.</param>
    public static FolderRule Wiring(string product, string hosting) => new(new($@"^{Regex.Escape(product)}\.(?!({hosting})\.)"), Registration());

    private static Regex In(string start) => new($@"^{Regex.Escape(start)}\.");

    // CompanyKey and its like are pure functions; everything else of the grains is not.
    [GeneratedRegex(
        @"^(Orleans|Microsoft|Npgsql|Dapper|DbUp|System\.(Data|IO|Net|Threading|Timers)|Streams\.(Api|Silo)|Streams\.Grains\.(?!Rules|Companies|Interfaces))\."
        + @"|^System\.(TimeProvider|Random|Environment|Console|Diagnostics\.(Stopwatch|Activity|ActivitySource))\b"
        + @"|^System\.DateTime(Offset)?::get_(Utc)?(Now|Today)$|^System\.Guid::(NewGuid|CreateVersion7)$"
        + @"|^Streams\.Grains\.Companies\.\w*Source|^Streams\.Grains\.Interfaces\.\w+\.I\w+Grain$")]
    private static partial Regex Impure();

    [GeneratedRegex(@"^(Microsoft\.AspNetCore|System\.Net\.Http|Streams\.(Api|Silo))\.")]
    private static partial Regex Web();

    [GeneratedRegex(@"^(Microsoft\.AspNetCore|System\.Net|Streams\.Api\.(?!Relay))\b")]
    private static partial Regex Transport();

    [GeneratedRegex(
        @"^(Microsoft\.Extensions\.DependencyInjection\.(IServiceCollection|ServiceCollection)|Microsoft\.Extensions\.Hosting\.(Host|IHostBuilder|IHostApplicationBuilder|HostApplicationBuilder)"
        + @"|Microsoft\.AspNetCore\.Builder\.(WebApplicationBuilder|WebApplication)|Orleans\.Hosting\.(ISiloBuilder|IClientBuilder))$")]
    private static partial Regex Registration();
}
