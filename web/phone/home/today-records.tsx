import { Link } from 'wouter'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { tabPaths } from '../frame/bottom-tabs.tsx'
import { linkedFrom } from '../visit/local-work.ts'
import { DraftRow, RecordRow } from './record-rows.tsx'
import type { HomeData } from './use-home-data.ts'

/** Most rows of each kind: the others are under Records. */
const mostShown = 5

/** Returned records, and drafts to continue. */
export function TodayRecords({ home }: { home: HomeData }) {
	const { t } = useTranslations()
	const { returned, adoptable, titles } = home
	// a household of the sample that waits for its next visit is under Households
	const linked = linkedFrom(home.work)
	const drafts = home.drafts.filter(({ id, work }) => !(work?.comesBack && linked.has(`/fill/${id}`)))
	const begun = drafts.length + adoptable.length
	return (
		<>
			{returned.length > 0 && (
				<section aria-labelledby="returned">
					<h2 id="returned" className="section-label">
						{t('returned.title')} <bdi>{returned.length}</bdi>
					</h2>
					<ul className="list">
						{returned.slice(0, mostShown).map((record) => (
							<RecordRow key={record.id} record={record} titles={titles} />
						))}
					</ul>
				</section>
			)}
			{begun > 0 && (
				<section aria-labelledby="drafts">
					<h2 id="drafts" className="section-label">
						{t('home.drafts')} <bdi>{begun}</bdi>
					</h2>
					<ul className="list">
						{drafts.slice(0, mostShown).map((draft) => (
							<DraftRow key={draft.id} draft={draft} titles={titles} />
						))}
						{adoptable.slice(0, mostShown).map((record) => (
							<RecordRow key={record.id} record={record} titles={titles} />
						))}
					</ul>
				</section>
			)}
			{Math.max(returned.length, drafts.length, adoptable.length) > mostShown && (
				<Link href={tabPaths.records} className="row">
					<span>{t('home.allRecords')}</span>
					<Icon name="forward" />
				</Link>
			)}
		</>
	)
}
