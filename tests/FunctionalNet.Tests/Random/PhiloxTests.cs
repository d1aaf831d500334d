using Xunit;

namespace FunctionalNet.Tests.Random;

/// <summary>The known-answer tests of Random123 (its file kat_vectors) for philox4x32 with 10 rounds.</summary>
public class PhiloxTests
{
    public static TheoryData<uint[], uint[], uint[]> KnownAnswers =>
        new()
        {
            { [0, 0, 0, 0], [0, 0], [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8] },
            {
                [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
                [0xffffffff, 0xffffffff],
                [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]
            },
            {
                [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
                [0xa4093822, 0x299f31d0],
                [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1]
            },
        };

    [Theory]
    [MemberData(nameof(KnownAnswers))]
    public void Counter_and_key_give_the_known_answer(uint[] counter, uint[] key, uint[] answer)
    {
        var (x, y, z, w) = Philox.Block(
            Join(counter[0], counter[1]),
            Join(counter[2], counter[3]),
            Join(key[0], key[1])
        );
        Assert.Equal(answer, new[] { x, y, z, w });
    }

    private static ulong Join(uint low, uint high) => ((ulong)high << 32) | low;
}
