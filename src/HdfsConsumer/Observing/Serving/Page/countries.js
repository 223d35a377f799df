import { svgElement } from "./elements.js";

// A map of the world that needs no download: one tile for each country, where one would look for it. Drawn by hand; small islands lie
// beside their sea. Two dots are water.
const grid = `
.. .. .. .. .. .. .. GL .. IS .. .. .. NO SE FI .. .. .. .. .. .. .. .. .. .. .. .. ..
.. .. .. .. .. .. .. .. .. FO .. .. .. DK AX EE .. RU .. .. .. .. .. .. .. .. .. .. ..
.. .. .. CA .. .. .. .. .. IE GB .. NL DE PL LV .. .. .. .. .. .. .. .. .. .. .. .. ..
.. .. .. US .. PM .. .. .. .. JE BE LU CZ SK LT BY .. .. .. .. .. .. .. .. .. .. .. ..
.. .. .. MX .. .. BM .. .. .. .. FR CH AT HU MD UA .. KZ .. .. MN .. .. .. .. .. .. ..
.. .. GT BZ .. CU BS TC .. PT ES MC LI SI RS RO .. GE UZ KG .. .. .. .. .. .. .. .. ..
.. .. SV HN KY JM HT DO .. .. AD IT SM HR BA BG AM AZ TM TJ .. CN KP .. JP .. .. .. ..
.. .. .. NI .. AW PR VI VG .. GI .. VA ME MK GR TR IQ IR AF NP BT KR .. .. .. .. .. ..
.. .. .. CR .. CW KN AG AI .. .. MT AL XK .. .. CY SY KW PK IN BD MM HK TW .. .. .. ..
.. .. .. PA .. MS GP DM MQ .. MA DZ TN LY EG .. LB JO BH QA LK .. TH LA VN MO MP .. ..
.. .. .. CO VE TT LC VC BB EH MR ML NE TD SD ER IL PS SA AE MV .. .. KH PH .. GU MH ..
.. .. .. EC GY SR GF GD CV SN GN BF NG CM CF SS ET DJ YE OM .. .. MY SG BN .. PW FM ..
.. .. .. PE BO BR .. .. GM GW GH TG GQ CG UG KE SO .. .. .. .. .. .. ID .. TL PG NR KI
.. .. .. CL PY .. .. .. SL LR CI BJ GA CD RW TZ .. SC .. IO .. .. .. .. .. .. SB TV TK
.. .. .. .. AR UY .. .. .. .. .. ST AO ZM BI MW KM .. .. .. .. CC CX AU .. .. VU WS AS
.. .. .. .. .. .. .. .. .. SH .. .. NA BW ZW MZ YT MU .. .. .. .. .. .. .. NC FJ TO NU
.. .. .. .. FK GS .. .. .. .. .. .. .. ZA LS SZ MG RE .. .. .. .. .. .. NF NZ WF CK PF`;

const tileSize = 20;
const gap = 2;
const tiles = grid.trim().split("\n").flatMap((row, y) =>
  row.split(" ").map((code, x) => ({ code, x, y })).filter(tile => tile.code !== ".."));
const columns = 29;
const rows = 17;

/** Draws the map once; what comes back colours it: records by country code. */
export function createMap(parent, nameOf) {
  const svg = svgElement("svg", { viewBox: `0 0 ${columns * tileSize} ${rows * tileSize}`, role: "img" });
  const byCode = new Map();
  for (const { code, x, y } of tiles) {
    const group = svgElement("g", { transform: `translate(${x * tileSize} ${y * tileSize})` });
    group.append(svgElement("rect", { width: tileSize - gap, height: tileSize - gap, rx: 3 }), svgElement("text", { x: (tileSize - gap) / 2, y: (tileSize - gap) / 2 }), svgElement("title"));
    group.querySelector("text").textContent = code;
    group.querySelector("title").textContent = nameOf(code);
    svg.append(group);
    byCode.set(code, group);
  }

  parent.append(svg);
  return countries => {
    const most = Math.max(1, ...countries.map(country => country.records));
    for (const country of countries) {
      const group = byCode.get(country.name);
      if (group) {
        // By the square root: a country with a tenth of the most is still seen.
        const share = Math.sqrt(country.records / most);
        group.style.setProperty("--share", share.toFixed(3));
        group.classList.add("has");
        group.classList.toggle("much", share > 0.45);
        group.classList.toggle("most", share > 0.85);
        group.querySelector("title").textContent = `${nameOf(country.name)}: ${country.records.toLocaleString()} records`;
      }
    }

    const shown = new Set(countries.map(country => country.name));
    for (const [code, group] of byCode) {
      if (!shown.has(code)) {
        group.classList.remove("has", "much", "most");
      }
    }

    svg.setAttribute("aria-label", `Map of the world with ${countries.length} countries that records came from; the list beside it has the figures.`);
  };
}
