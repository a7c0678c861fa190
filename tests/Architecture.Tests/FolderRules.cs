using System.Text.RegularExpressions;

namespace Streams.Architecture.Tests;

/// <summary>
/// The rules of the folders in <c>src</c>. Each takes the start of the namespaces that it applies to, so that a test can apply it to the product and to a fixture that
/// breaks it. CONTRIBUTING.md lists these rules.
/// </summary>
internal static partial class FolderRules
{
    /// <summary>Rules are pure functions: time is an argument, and a test needs no database, silo or web server.</summary>
    public static FolderRule Rules(string rules) => new(In(rules), Impure())
    {
        Except =
        [
            // A plain record: a change as the log stores it.
            "Streams.Grains.EventLog.LogRecord",
        ],
    };

    /// <summary>Grains do not depend on their callers.</summary>
    public static FolderRule Grains(string grains) => new(In(grains), Web());

    /// <summary>The relay is independent of the transport; HTTP and SignalR are adapters around it.</summary>
    public static FolderRule Relay(string relay) => new(In(relay), Transport());

    /// <summary>Each process registers its services in one folder, so that a reader finds its composition there.</summary>
    /// <param name="product">The start of the namespaces that the rule applies to.</param>
    /// <param name="hosting">The next part of the namespaces that may register services.</param>
    public static FolderRule Wiring(string product, string hosting) => new(new($@"^{Regex.Escape(product)}\.(?!({hosting})\.)"), Registration());

    private static Regex In(string start) => new($@"^{Regex.Escape(start)}\.");

    // Companies contains pure functions, such as CompanyKey, and the sources that read files.
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
