using System.Reflection;
using Streams.Grains.Settings;

namespace Streams.Architecture.Tests;

/// <summary>Every setting is documented, and every time span has bounds.</summary>
public sealed class SettingTests
{
    private static readonly (string Name, PropertyInfo Property)[] Settings =
    [
        .. from assembly in (string[])["Streams.Api", "Streams.Silo", "Streams.Grains"]
           from type in Assembly.Load(assembly).GetTypes()
           where type.IsDefined(typeof(SectionAttribute), inherit: false)
           from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
           select ($"{SectionAttribute.Of(type)}:{property.Name}", property),
    ];

    [Fact]
    public void The_configuration_page_lists_every_setting()
    {
        var page = File.ReadAllText(Repository.File("docs", "configuration.md"));
        Assert.NotEmpty(Settings);
        Assert.DoesNotContain(Settings, setting => !page.Contains($"`{setting.Name}`", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_time_span_has_bounds() => Assert.DoesNotContain(
        Settings, setting => setting.Property.PropertyType.ToString().Contains(nameof(TimeSpan), StringComparison.Ordinal) && !setting.Property.IsDefined(typeof(DurationAttribute)));
}
