import { useLocation, useSearch } from 'wouter'
import { type District, openRoundFor } from '#shared/campaign/campaign'
import type { Coverage, DistrictCoverage } from '#shared/campaign/coverage'
import { textIn } from '#shared/forms/texts'
import { useDesk } from '../desk/desk-context.ts'
import { MadeUpNote } from '../desk/made-up-note.tsx'
import { useLoaded } from '../desk/use-loaded.ts'
import { coverage, searchOf } from '../sync/desk-client.ts'
import { dateTimeIn, numberIn } from '../ui/formats.ts'
import { useTexts } from '../ui/i18n.ts'
import { ProblemNote } from '../ui/problem-text.tsx'
import { CoverageTable } from './coverage-table.tsx'
import { CoverageTiles } from './coverage-tiles.tsx'
import { type Covered, shareOf } from './covered.ts'

/** Which district is behind? By round, in the districts that this person may see. */
export function CoverageScreen() {
	const { t, language: appLanguage } = useTexts()
	const { campaign, person } = useDesk()
	const [, go] = useLocation()
	const query = new URLSearchParams(useSearch())
	const usual =
		openRoundFor(campaign.rounds, person.demonstration) ??
		openRoundFor(campaign.rounds, false) ??
		campaign.rounds[0]
	const round = query.get('round') ?? usual?.code ?? ''
	const { found, loadedAt, problem, reload } = useLoaded(`coverage ${round}`, () => coverage(round), 'take')
	const covered = coveredBy(campaign.districts, found)
	return (
		<div className="stack">
			<header className="desk-head">
				<h1>{t('desk.place.coverage')}</h1>
				<label className="inline">
					{t('desk.round')}
					<select
						value={round}
						onChange={(event) => go(`/desk/coverage?${searchOf({ round: event.target.value })}`)}
					>
						{campaign.rounds.map(({ code, name }) => (
							<option key={code} value={code}>
								{textIn(name, appLanguage)}
							</option>
						))}
					</select>
				</label>
				<button type="button" className="plain small" onClick={reload}>
					{t('desk.refresh')}
				</button>
			</header>
			<MadeUpNote isMadeUp={found?.demonstration ?? false} />
			<ProblemNote problem={problem} />
			{found && (
				<>
					<Headline covered={covered} found={found} />
					<div className="coverage">
						<CoverageTiles covered={covered} />
						<CoverageTable covered={covered} round={round} />
					</div>
					<p className="hint">{t('coverage.asOf', { time: dateTimeIn(appLanguage, loadedAt) })}</p>
				</>
			)}
		</div>
	)
}

function coveredBy(districts: readonly District[], found: Coverage | null): Covered[] {
	return (found?.districts ?? []).flatMap((figures) => {
		const district = districts.find(({ code }) => code === figures.district)
		return district ? [{ district, figures }] : []
	})
}

/** The first question answered in a sentence with numbers. */
function Headline({ covered, found }: { covered: readonly Covered[]; found: Coverage }) {
	const { t, language: appLanguage } = useTexts()
	const sum = (what: (figures: DistrictCoverage) => number) =>
		covered.reduce((total, { figures }) => total + what(figures), 0)
	const number = (value: number) => numberIn(appLanguage, value)
	const behind = [...covered].sort((a, b) => shareOf(a.figures) - shareOf(b.figures))[0]
	const untouched = covered.filter(({ figures }) => figures.interviews === 0).length
	return (
		<p className="headline">
			{t('coverage.headline', {
				done: number(sum(({ interviews }) => interviews)),
				target: number(sum(({ targetInterviews }) => targetInterviews)),
				groups: number(sum(({ focusGroups }) => focusGroups)),
				groupTarget: number(sum(({ targetFocusGroups }) => targetFocusGroups)),
				informants: number(sum(({ keyInformants }) => keyInformants) + (found.nationalInformants ?? 0)),
			})}{' '}
			{untouched > 1
				? t('coverage.untouched', { count: untouched })
				: behind &&
					t('coverage.behind', {
						district: textIn(behind.district.name, appLanguage),
						done: number(behind.figures.interviews),
						target: number(behind.figures.targetInterviews),
					})}{' '}
			{t('coverage.cases', { count: sum(({ openCases }) => openCases) })}
		</p>
	)
}
