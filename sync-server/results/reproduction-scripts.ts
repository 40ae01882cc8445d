/**
 * Script that recomputes every estimate from the interviews file with R's survey package (methods §5: Taylor
 * linearisation, clusters within strata, the first stage with replacement; Korn and Graubard's interval for
 * shares, as svyciprop's method "beta"). It ends with the largest difference, and fails beyond a millionth.
 */
export const estimatesScriptR = `# Rscript --vanilla figures.R
suppressPackageStartupMessages(library(survey))
# strata of one cluster have joined their neighbours already
options(survey.lonely.psu = "adjust")
lines <- read.csv("interviews.csv", colClasses = c(record_id = "character", cluster = "character", group = "character"), fileEncoding = "UTF-8-BOM", check.names = FALSE)
told <- read.csv("figures.csv", colClasses = c(group = "character"), na.strings = "", fileEncoding = "UTF-8-BOM")
told$group[is.na(told$group)] <- ""
lines$group[is.na(lines$group)] <- ""
counted <- lines[lines$weight > 0 & lines$cluster != "", ]
design <- svydesign(~cluster, strata = ~stratum, weights = ~weight, data = counted, nest = TRUE)

around <- function(indicator, group) {
	if (group == "") return(1)
	d <- design[which(!is.na(design$variables[[indicator]]) & design$variables$group != ""), ]
	effect <- as.numeric(deff(svymean(as.formula(paste0("~", indicator)), d, deff = "replace")))
	if (is.finite(effect)) max(1, effect) else 1
}
reckon <- function(indicator, group, kind, value) {
	d <- design[which(!is.na(design$variables[[indicator]])), ]
	if (group != "") d <- d[which(d$variables$group == group), ]
	n <- nrow(d)
	# of what is not told, how many there are
	if (is.na(value)) return(c(NA, NA, NA, n))
	found <- svymean(as.formula(paste0("~", indicator)), d, deff = "replace")
	p <- as.numeric(coef(found)); se <- as.numeric(SE(found)); df <- degf(d)
	if (kind == "mean") return(c(p, p - qt(.975, df) * se, p + qt(.975, df) * se, n))
	edge <- p < 1e-9 || p > 1 - 1e-9
	# a share of 0 or 1 has no design effect of its own: it is that of all groups together, or 1
	simple <- if (edge) n / around(indicator, group) else p * (1 - p) / se^2
	effective <- min(n, simple * (qt(.975, n - 1) / qt(.975, df))^2)
	p <- if (edge) round(p) else p
	low <- if (p == 0) 0 else qbeta(.025, p * effective, (1 - p) * effective + 1)
	high <- if (p == 1) 1 else qbeta(.975, p * effective + 1, (1 - p) * effective)
	c(p, low, high, n)
}

again <- t(mapply(reckon, told$indicator, told$group, told$kind, told$value))
colnames(again) <- c("value", "low", "high", "n")
shown <- !is.na(told$value)
apart <- abs(again[shown, c("value", "low", "high")] - as.matrix(told[shown, c("value", "low", "high")]))
# of a group that is not told those who count for fewer are not counted either
few <- !is.na(told$n) & told$n != again[, "n"]
print(cbind(told[shown, c("indicator", "group", "n")], again[shown, c("value", "low", "high"), drop = FALSE]), row.names = FALSE)
cat(sprintf("%d figures, at most %.2g apart\\n", sum(shown), if (any(shown)) max(apart) else 0))
untold <- table(factor(told$not_told, c("not-asked", "too-few", "withheld")))
cat(sprintf("%d of too few, %d withheld beside these, and %d that nobody was asked are not told\\n", untold[["too-few"]], untold[["withheld"]], untold[["not-asked"]]))
if (any(few) || any(apart > 1e-6)) stop("these are not the figures that were told")
`

/** Script for Stata, which lists its estimates next to the published ones. */
export const estimatesScriptStata = `* do figures.do
version 14
import delimited "figures.csv", varnames(1) stringcols(3 15) encoding("utf-8") clear
tempfile told
save \`told'
import delimited "interviews.csv", varnames(1) stringcols(1 4 6) encoding("utf-8") clear case(preserve)
keep if weight > 0 & cluster != ""
egen psu = group(stratum cluster)
svyset psu [pweight = weight], strata(stratum) singleunit(centered)
tempfile interviews
save \`interviews'
use \`told', clear
local many = _N
forvalues i = 1/\`many' {
	use \`told', clear
	local indicator = indicator[\`i']
	local group = group[\`i']
	local value = value[\`i']
	local low = low[\`i']
	local high = high[\`i']
	if missing(\`value') {
		display "\`indicator' \`group': not told, " not_told[\`i']
		continue
	}
	use \`interviews', clear
	generate byte zila_in = !missing(\`indicator') & (group == "\`group'" | "\`group'" == "")
	quietly svy, subpop(zila_in): mean \`indicator'
	local own = _b[\`indicator']
	local se = _se[\`indicator']
	display "\`indicator' \`group': " %9.6f \`own' " (SE " %9.6f \`se' "), told " %9.6f \`value' " (" %9.6f \`low' " to " %9.6f \`high' ")"
	assert abs(\`own' - \`value') < 1e-6
}
`
