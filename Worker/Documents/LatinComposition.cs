using System.Collections.Frozen;

namespace AspireStreaming.Worker.Documents;

/// <summary>
/// Unicode composition (NFC) of the letters of the Latin script. The product runs in invariant globalisation mode, where
/// <see cref="string.Normalize()"/> does nothing. PDFs of macOS and LaTeX write é as e + U+0301.
/// </summary>
internal static class LatinComposition
{
    private static readonly FrozenDictionary<(char Base, char Mark), char> Composed = Pairs(
        ('\u0300', "ıìAÀEÈIÌOÒUÙaàeèiìoòuùNǸnǹWẀwẁYỲyỳ"),
        ('\u0301', "ıíAÁEÉIÍOÓUÚYÝaáeéiíoóuúyýCĆcćLĹlĺNŃnńRŔrŕSŚsśZŹzźGǴgǵKḰkḱWẂwẃ"),
        ('\u0302', "ıîAÂEÊIÎOÔUÛaâeêiîoôuûCĈcĉGĜgĝHĤhĥJĴjĵSŜsŝWŴwŵYŶyŷ"),
        ('\u0303', "AÃNÑOÕaãnñoõIĨiĩUŨuũEẼeẽYỸyỹ"),
        ('\u0304', "AĀaāEĒeēIĪiīOŌoōUŪuū"),
        ('\u0306', "AĂaăEĔeĕGĞgğIĬiĭOŎoŏUŬuŭ"),
        ('\u0307', "CĊcċEĖeėGĠgġIİZŻzż"),
        ('\u0308', "ıïAÄEËIÏOÖUÜaäeëiïoöuüyÿYŸWẄwẅ"),
        ('\u030A', "AÅaåUŮuů"),
        ('\u030B', "OŐoőUŰuű"),
        ('\u030C', "CČcčDĎdďEĚeěNŇnňRŘrřSŠsšTŤtťZŽzžAǍaǎLĽlľGǦgǧ"),
        ('\u0323', "AẠaạEẸeẹIỊiịOỌoọUỤuụ"),
        ('\u0326', "SȘsșTȚtț"),
        ('\u0327', "CÇcçGĢgģKĶkķLĻlļNŅnņRŖrŗSŞsşTŢtţ"),
        ('\u0328', "AĄaąEĘeęIĮiįUŲuų"));

    public static bool TryCompose(char letter, char mark, out char composed) => Composed.TryGetValue((letter, mark), out composed);

    private static FrozenDictionary<(char, char), char> Pairs(params (char Mark, string Letters)[] table) =>
        table.SelectMany(row => row.Letters.Chunk(2).Select(pair => KeyValuePair.Create((pair[0], row.Mark), pair[1]))).ToFrozenDictionary();
}
