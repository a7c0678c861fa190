using System.Net;
using Microsoft.Extensions.Configuration;

namespace Streams.Silo.Hosting;

/// <summary>Reads <see cref="SiloSettings"/> and sees that they are right, before anything is built from them.</summary>
public static class SettingsReader
{
    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidSettingException">One is wrong; the message says which, and what it must be.</exception>
    public static SiloSettings Read(IConfiguration configuration)
    {
        var settings = configuration.GetSection(SiloSettings.Section).Get<SiloSettings>() ?? new SiloSettings();
        RequireAddress(settings.Address, "Address");
        RequireAddress(settings.ListenAddress ?? settings.Address, "ListenAddress");
        Require(settings.SiloPort is >= 0 and <= 65_535, $"Streams:SiloPort is {settings.SiloPort}; it must be 0 (any free port) to 65535.");
        Require(settings.GatewayPort is >= 0 and <= 65_535, $"Streams:GatewayPort is {settings.GatewayPort}; it must be 0 to 65535.");
        Require(settings.NewsQueues is >= 1 and <= 64, $"Streams:NewsQueues is {settings.NewsQueues}; it must be 1 to 64, and the same in every process of a cluster.");
        RequireName(settings.ClusterId, "ClusterId");
        RequireName(settings.ServiceId, "ServiceId");
        RequireSpan(settings.NewsPollPeriod, "NewsPollPeriod", TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(10));
        RequireSpan(settings.ProbeTimeout, "ProbeTimeout", TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(30));
        RequireSpan(settings.CallTimeout, "CallTimeout", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        RequireSpan(settings.RebalanceEvery, "RebalanceEvery", TimeSpan.FromSeconds(2), TimeSpan.FromHours(1));
        return settings;
    }

    /// <summary>The database of a cluster.</summary>
    /// <exception cref="InvalidSettingException">None is set.</exception>
    public static string RequirePostgres(SiloSettings settings, string why) =>
        string.IsNullOrWhiteSpace(settings.Postgres)
            ? throw new InvalidSettingException(
                $"Streams:Postgres is not set; {why}. Set Streams__Postgres to a connection string such as 'Host=localhost;Database=streams;Username=streams;Password=…'.")
            : settings.Postgres;

    private static void RequireAddress(string value, string name) => Require(
        IPAddress.TryParse(value, out _), $"Streams:{name} is '{value}'; it must be an IP address, such as 127.0.0.1.");

    private static void RequireName(string value, string name) => Require(
        value.Length is >= 1 and <= 150 && value.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.'),
        $"Streams:{name} is '{value}'; it must be 1 to 150 letters, digits, '-', '_' and '.'.");

    private static void RequireSpan(TimeSpan value, string name, TimeSpan least, TimeSpan most) =>
        Require(value >= least && value <= most, $"Streams:{name} is {value}; it must be {least} to {most}.");

    private static void Require(bool isRight, string message)
    {
        if (!isRight)
            throw new InvalidSettingException(message);
    }
}
