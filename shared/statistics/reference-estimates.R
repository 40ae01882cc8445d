# What R's survey says of samples in a CSV, a row an interview, as rows sample,figure,value. What it cannot say is left out.
#   Rscript --vanilla reference-estimates.R samples.csv > figures.csv
suppressPackageStartupMessages(library(survey))
# strata of one cluster are joined before, by the rule of strata.ts
options(survey.lonely.psu = "fail")

all <- read.csv(commandArgs(trailingOnly = TRUE)[1])

say <- function(sample, figure, value)
	if (length(value) == 1 && is.finite(value)) cat(sprintf("%d,%s,%.12g\n", sample, figure, value))

# the stratum of each interview after those of one cluster have joined a neighbour
join <- function(lines) {
	strata <- unique(lines[c("stratum", "district")])
	strata <- strata[order(strata$stratum), ]
	for (h in strata$stratum) {
		has <- tapply(lines$cluster, lines$stratum, function(x) length(unique(x)))
		if (is.na(has[as.character(h)]) || has[as.character(h)] != 1) next
		others <- strata[strata$stratum %in% as.integer(names(has)) & strata$stratum != h, ]
		near <- others[order(others$district != strata$district[strata$stratum == h],
			others$stratum < h, abs(others$stratum - h)), ]
		if (nrow(near) > 0) lines$stratum[lines$stratum == h] <- near$stratum[1]
	}
	lines$stratum
}

design <- function(lines) svydesign(~cluster, strata = ~stratum, weights = ~weight, data = lines)

# rounding may leave it a little beside
isEdge <- function(shares) any(shares < 1e-9 | shares > 1 - 1e-9)

# of a mean, whatever is asked: how many, how much, how sure
estimate <- function(sample, name, d, variable, isShare) {
	d <- d[which(!is.na(d$variables[[variable]])), ]
	n <- nrow(d)
	say(sample, paste0(name, " n"), n)
	if (n == 0) return()
	y <- as.formula(paste0("~", variable))
	found <- svymean(y, d, deff = "replace")
	p <- as.numeric(coef(found)); se <- as.numeric(SE(found)); df <- degf(d)
	say(sample, paste0(name, " value"), p)
	say(sample, paste0(name, " se"), se)
	say(sample, paste0(name, " df"), df)
	if (se == 0 || df < 1 || (isShare && isEdge(p))) return()
	say(sample, paste0(name, " deff"), as.numeric(deff(found)))
	wald <- confint(found, df = df)
	say(sample, paste0(name, " wald low"), wald[1]); say(sample, paste0(name, " wald high"), wald[2])
	if (!isShare) return()
	# with one degree of freedom t is 12.7, and the regression behind it ends at 0
	if (df > 1) {
		logit <- attr(svyciprop(y, d, method = "logit", df = df), "ci")
		say(sample, paste0(name, " logit low"), logit[1]); say(sample, paste0(name, " logit high"), logit[2])
	}
	# svyciprop lets the effective size pass n; where it does not, its interval is ours
	free <- p * (1 - p) / se^2 * (qt(.975, n - 1) / qt(.975, df))^2
	effective <- min(n, free)
	exact <- if (free <= n) attr(svyciprop(y, d, method = "beta", df = df), "ci") else
		c(qbeta(.025, p * n, (1 - p) * n + 1), qbeta(.975, p * n + 1, (1 - p) * n))
	say(sample, paste0(name, " exact low"), exact[1]); say(sample, paste0(name, " exact high"), exact[2])
}

# of a difference of two estimates with their covariances; of a share of 0 or 1 only we say how sure it is
difference <- function(sample, name, found, df, isShare) {
	d <- svycontrast(found, c(-1, 1))
	value <- as.numeric(coef(d)); se <- as.numeric(SE(d))
	say(sample, paste0(name, " value"), value)
	say(sample, paste0(name, " df"), df)
	if (df < 1 || (isShare && isEdge(coef(found)))) return(NA)
	say(sample, paste0(name, " se"), se)
	half <- qt(.975, df) * se
	say(sample, paste0(name, " low"), value - half); say(sample, paste0(name, " high"), value + half)
	p <- 2 * pt(-abs(value) / se, df)
	say(sample, paste0(name, " p"), p)
	p
}

independence <- function(sample, name, d, formula) {
	for (variable in all.vars(formula)) d <- d[which(!is.na(d$variables[[variable]])), ]
	if (any(sapply(all.vars(formula), function(v) length(unique(d$variables[[v]]))) < 2)) return()
	found <- tryCatch(svychisq(formula, d), error = function(e) NULL)
	if (is.null(found) || !is.finite(found$statistic)) return()
	say(sample, paste0(name, " f"), found$statistic)
	say(sample, paste0(name, " df1"), found$parameter[1]); say(sample, paste0(name, " df2"), found$parameter[2])
	say(sample, paste0(name, " p"), found$p.value)
}

cat("sample,figure,value\n")
for (sample in unique(all$sample)) {
	lines <- all[all$sample == sample, ]
	for (variable in c("yes", "decoy", "score", "group", "category"))
		lines[[variable]][lines[[variable]] < 0] <- NA
	first <- lines[lines$round == 0, ]; second <- lines[lines$round == 1, ]
	if (lines$same[1] == 1) {
		both <- lines
		both$stratum <- join(both)
	} else {
		first$stratum <- join(first); second$stratum <- join(second)
		both <- rbind(first, second)
		both$stratum <- paste(both$round, both$stratum); both$cluster <- paste(both$round, both$cluster)
	}
	first$stratum <- join(first)
	one <- design(first); two <- design(both)
	groups <- list(all = function(d) d, "0" = function(d) d[which(d$variables$group == 0), ],
		"1" = function(d) d[which(d$variables$group == 1), ], "2" = function(d) d[which(d$variables$group == 2), ])
	ps <- c()
	for (g in names(groups)) {
		own <- groups[[g]](one); ofBoth <- groups[[g]](two)
		estimate(sample, paste0("share ", g), own, "yes", TRUE)
		estimate(sample, paste0("mean ", g), own, "score", FALSE)
		for (variable in c("yes", "score")) {
			asked <- ofBoth[which(!is.na(ofBoth$variables[[variable]])), ]
			if (length(unique(asked$variables$round)) < 2) next
			found <- svyby(as.formula(paste0("~", variable)), ~round, asked, svymean, covmat = TRUE)
			p <- difference(sample, paste0("change of ", variable, " ", g), found, degf(asked), variable == "yes")
			if (variable == "score" && !is.na(p)) ps <- c(ps, p)
		}
		own <- update(own, hasYes = !is.na(yes), isYes = ifelse(is.na(yes), 0, yes),
			hasDecoy = !is.na(decoy), isDecoy = ifelse(is.na(decoy), 0, decoy))
		asked <- own[which(own$variables$hasYes | own$variables$hasDecoy), ]
		if (sum(own$variables$hasYes) == 0 || sum(own$variables$hasDecoy) == 0) next
		ratios <- svyratio(~isDecoy + isYes, ~hasDecoy + hasYes, asked, covmat = TRUE)
		found <- list(coef = coef(ratios)[c(1, 4)], var = vcov(ratios)[c(1, 4), c(1, 4)])
		d <- structure(found$coef, var = found$var, class = "svystat")
		difference(sample, paste0("above decoy ", g), d, degf(asked), TRUE)
	}
	for (i in seq_along(ps)) say(sample, paste0("adjusted ", i - 1), p.adjust(ps, "BH")[i])
	independence(sample, "rounds", two, ~round + category)
	independence(sample, "groups", one, ~group + category)
}
