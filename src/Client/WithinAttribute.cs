using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Streams.Client;

/// <summary>A time span or a whole number within bounds. <see cref="RangeAttribute"/> finds its converters by reflection, which trimming can break.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class WithinAttribute : ValidationAttribute
{
    private readonly IComparable _least;
    private readonly IComparable _most;

    public WithinAttribute(string least, string most) =>
        (_least, _most) = (TimeSpan.Parse(least, CultureInfo.InvariantCulture), TimeSpan.Parse(most, CultureInfo.InvariantCulture));

    public WithinAttribute(long least, long most = long.MaxValue) => (_least, _most) = (least, most);

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        var given = value is int number ? (long)number : value;
        if (_least.CompareTo(given) <= 0 && _most.CompareTo(given) >= 0)
            return ValidationResult.Success;
        return new(_most is long.MaxValue ? $"{validationContext.MemberName} must be at least {_least}." : $"{validationContext.MemberName} must be {_least} to {_most}.");
    }
}
