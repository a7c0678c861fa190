using Microsoft.Extensions.Configuration;
using Streams.Api.Hosting;
using Streams.Grains.Settings;
using Streams.Silo.Hosting;

namespace Streams.Operations.Tests;

/// <summary>A setting that would be ignored, or that is not a number, a time span and so on, is refused by name.</summary>
public sealed class GivenSettingsTests
{
    [Theory]
    [InlineData("Streams:Port", "5080")]
    [InlineData("streams:port", "")]
    [InlineData("Streams:DrainDelay", "0")]
    [InlineData("Streams:SilenceLimit", "1.00:00:00")]
    [InlineData("Streams:Rebalance", "True")]
    [InlineData("Streams:Retention:Every", "00:10")]
    [InlineData("Streams:Postgres", "Host=x")]
    [InlineData("Relay:RingBytes", "5000000000")]
    [InlineData("Logging:LogLevel:Streams", "debug")]
    [InlineData("Logging:Console:FormatterName", "simple")]
    public void A_setting_is_accepted(string name, string value) => Check(StreamsApp.CheckSettings, name, value);

    [Theory]
    [InlineData("Streams")]
    [InlineData("STREAMS_SERVICE_HOST")]
    [InlineData("Streams_Port")]
    [InlineData("Relays:Linger")]
    [InlineData("Orleans:Whatever")]
    public void What_is_not_in_a_section_of_ours_is_not_judged(string name) => Check(StreamsApp.CheckSettings, name, "x");

    [Theory]
    [InlineData("Streams:Port", "abc", "Streams:Port is 'abc'; it must be a whole number.")]
    [InlineData("Streams:SnapshotEvery", "", "Streams:SnapshotEvery is ''; it must be a whole number.")]
    [InlineData("Streams:SnapshotEvery", "0x10", "Streams:SnapshotEvery is '0x10'; it must be a whole number.")]
    [InlineData("Streams:SnapshotEvery", "3000000000", "Streams:SnapshotEvery is '3000000000'; it must be at most 2147483647.")]
    [InlineData("streams:silencelimit", "soon", "Streams:SilenceLimit is 'soon'; it must be a time span as hh:mm:ss.")]
    [InlineData("Streams:SilenceLimit", "5", "Streams:SilenceLimit is '5'; it must be a time span as hh:mm:ss.")]
    [InlineData("Streams:SilenceLimit", "00:61:00", "Streams:SilenceLimit is '00:61:00'; it must be a time span as hh:mm:ss.")]
    [InlineData("Streams:Dashboard", "yes", "Streams:Dashboard is 'yes'; it must be true or false.")]
    [InlineData(
        "Logging:LogLevel:Streams", "Loud", "Logging:LogLevel:Streams is 'Loud'; it must be Trace, Debug, Information, Warning, Error, Critical or None.")]
    public void A_value_of_another_type_is_refused(string name, string value, string sentence) => AssertRefused(sentence, name, value);

    [Theory]
    [InlineData("Streams:SilenceLimt", "Streams:SilenceLimt is not a setting; did you mean Streams:SilenceLimit?")]
    [InlineData("Streams:Linger", "Streams:Linger is not a setting; did you mean Relay:Linger?")]
    [InlineData("Streams:Retention:Evry", "Streams:Retention:Evry is not a setting; did you mean Streams:Retention:Every?")]
    [InlineData("Streams:ThinAfter", "Streams:ThinAfter is not a setting; did you mean Streams:Retention:ThinAfter?")]
    [InlineData("Relay:RingByte", "Relay:RingByte is not a setting; did you mean Relay:RingBytes?")]
    [InlineData("Streams:Retention", "Streams:Retention is not a setting; docs/configuration.md lists them.")]
    [InlineData("Streams:Postgres:Host", "Streams:Postgres:Host is not a setting; did you mean Streams:Host?")]
    [InlineData("Streams:Colour", "Streams:Colour is not a setting; docs/configuration.md lists them.")]
    public void An_unknown_name_is_refused(string name, string sentence) => AssertRefused(sentence, name, "00:00:05");

    [Fact]
    public void All_faults_are_reported_at_once()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Streams:Prt", "1"), new("Streams:Port", "x")]).Build();
        var refusal = Assert.Throws<InvalidSettingException>(() => StreamsApp.CheckSettings(configuration)).Message;
        Assert.Equal("Streams:Port is 'x'; it must be a whole number. Streams:Prt is not a setting; did you mean Streams:Port?", refusal);
    }

    /// <summary>The processes of a cluster often share their environment.</summary>
    [Fact]
    public void A_silo_accepts_the_settings_of_API_hosts()
    {
        foreach (var type in typeof(ApiSettings).Assembly.GetTypes().Where(type => type.IsDefined(typeof(SectionAttribute), inherit: false)))
        {
            foreach (var property in type.GetProperties())
                Check(SiloApp.CheckSettings, $"{SectionAttribute.Of(type)}:{property.Name}", "anything");
        }

        AssertRefused("Streams:DrainDely is not a setting; did you mean Streams:DrainDelay?", "Streams:DrainDely", "0", SiloApp.CheckSettings);
    }

    private static void Check(Action<IConfiguration> check, string name, string value) =>
        check(new ConfigurationBuilder().AddInMemoryCollection([new(name, value)]).Build());

    private static void AssertRefused(string sentence, string name, string value, Action<IConfiguration>? check = null) =>
        Assert.Equal(sentence, Assert.Throws<InvalidSettingException>(() => Check(check ?? StreamsApp.CheckSettings, name, value)).Message);
}
