using CsCheck;
using Streams.Contract;
using Streams.Grains.Companies;

namespace Streams.Companies.Tests;

/// <summary>Which companies meet a goal's criteria.</summary>
public class GoalMatchTests
{
    private static readonly Company Acme = new()
    {
        Row = 1,
        Name = "Acme Cloud Ltd",
        Industries = ["IT Services", "Research & Development"],
        Locations = ["New York, New York", "United States"],
        Founded = 1999,
        Employees = 50,
        Description = "Sells C++ tools, e-mail and AI-based planning.",
    };

    private static readonly Company Unknown = new() { Row = 2, Name = "Bolt" };

    [Theory]
    [InlineData("IT", true)]
    [InlineData("it services", true)]
    [InlineData("SERVICES", true)]
    [InlineData(" IT ", true)]
    [InlineData("Research & Development", true)]
    [InlineData("Service", false)]
    [InlineData("T Services", false)]
    [InlineData("Services IT", false)]
    [InlineData("", false)]
    [InlineData(" ", false)]
    public void An_industry_must_contain_the_term_as_whole_words_in_any_case(string term, bool meets) =>
        Assert.Equal(meets, GoalMatch.Meets(new(Industry: [term]), Acme));

    [Fact]
    public void A_part_of_a_word_does_not_match() =>
        Assert.False(GoalMatch.Meets(new(Industry: ["IT"]), Acme with { Industries = ["Hospitality", "Fruit", "Italian food"] }));

    [Fact]
    public void A_word_matches_even_after_a_partial_match() =>
        Assert.True(GoalMatch.Meets(new(Industry: ["IT"]), Acme with { Industries = ["Hospitality IT"] }));

    [Theory]
    [InlineData("C++", true)]
    [InlineData("c++ tools", true)]
    [InlineData("mail", true)]
    [InlineData("AI", true)]
    [InlineData("planning", true)]
    [InlineData("cloud", true)]
    [InlineData("services", true)]
    [InlineData("plan", false)]
    [InlineData("York", false)]
    public void Keywords_are_searched_in_name_industry_and_description(string keyword, bool meets) =>
        Assert.Equal(meets, GoalMatch.Meets(new(Keywords: [keyword]), Acme));

    [Theory]
    [InlineData("New York", true)]
    [InlineData("united states", true)]
    [InlineData("York", true)]
    [InlineData("United Kingdom", false)]
    public void A_place_may_be_any_of_the_companys(string place, bool meets) => Assert.Equal(meets, GoalMatch.Meets(new(Location: [place]), Acme));

    [Fact]
    public void One_of_several_terms_is_enough_but_every_criterion_must_be_met()
    {
        Assert.True(GoalMatch.Meets(new(Industry: ["Retail", "IT"]), Acme));
        Assert.True(GoalMatch.Meets(new(Industry: ["Retail", "IT"], Location: ["New York"], new(10), new(Max: 2000), ["cloud"]), Acme));
        Assert.False(GoalMatch.Meets(new(Industry: ["Retail", "IT"], Location: ["London"], new(10), new(Max: 2000), ["cloud"]), Acme));
    }

    [Theory]
    [InlineData(50, null, true)]
    [InlineData(51, null, false)]
    [InlineData(null, 50, true)]
    [InlineData(null, 49, false)]
    [InlineData(50, 50, true)]
    [InlineData(1, 49, false)]
    [InlineData(null, null, true)]
    public void A_range_includes_its_ends_and_an_absent_end_is_open(int? min, int? max, bool meets)
    {
        Assert.Equal(meets, GoalMatch.Meets(new(EmployeeCount: new(min, max)), Acme));
        Assert.Equal(meets, GoalMatch.Meets(new(Founded: new(min, max)), Acme with { Founded = 50 }));
    }

    [Fact]
    public void An_absent_or_empty_criterion_does_not_constrain()
    {
        Assert.True(GoalMatch.Meets(GoalCriteria.None, Acme));
        Assert.True(GoalMatch.Meets(GoalCriteria.None, Unknown));
        Assert.True(GoalMatch.Meets(new(Industry: [], Location: [], Keywords: []), Unknown));
    }

    [Fact]
    public void An_unknown_fact_does_not_meet_a_criterion()
    {
        Assert.False(GoalMatch.Meets(new(Industry: ["IT"]), Unknown));
        Assert.False(GoalMatch.Meets(new(Location: ["Leeds"]), Unknown));
        Assert.False(GoalMatch.Meets(new(EmployeeCount: new(0)), Unknown));
        Assert.False(GoalMatch.Meets(new(Founded: new(0)), Unknown));
        Assert.False(GoalMatch.Meets(new(Keywords: ["cloud"]), Unknown));
        Assert.True(GoalMatch.Meets(new(Keywords: ["bolt"]), Unknown));
    }

    [Fact]
    public void A_term_is_found_anywhere_between_punctuation() =>
        Gen.Select(Gen.String.AlphaNumeric, Gen.Char[" ,.;:/()&-\t"].Array[1, 5], Gen.String, Gen.String).Sample((term, signs, before, after) =>
        {
            var between = string.Concat(signs);
            var text = $"{before}{between}{term}{between}{after}";
            Assert.Equal(term.Length > 0, GoalMatch.Meets(new(Keywords: [term.ToUpperInvariant()]), Unknown with { Description = text }));
        });
}
