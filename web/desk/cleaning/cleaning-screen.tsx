import { Link } from 'wouter'
import { cleaningApi } from '#shared/api/cleaning'
import { callRoute } from '../../api/call-route.ts'
import { searchOf } from '../../api/search-of.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { useReloadRoutes } from '../kit/use-server-data.ts'
import { ViolationCount } from '../shell/side-navigation.tsx'
import { BulkEditHistory } from './bulk-edit-history.tsx'
import { BulkEditSection } from './bulk-edit-section.tsx'
import { EditPreviewLoader } from './edit-preview-loader.tsx'
import { RecodeTexts } from './recode-texts.tsx'
import { useCleaningScope } from './use-cleaning-scope.tsx'

/** Data cleaning: every edit is previewed, stays in the history, and can be undone. */
export function CleaningScreen() {
	const { t } = useTranslations()
	const { place, reading, isKnown, menus } = useCleaningScope()
	const reload = useReloadRoutes(cleaningApi.list)
	const again = () => void reload()
	return (
		<div className="stack">
			<h1>{t('desk.page.cleaning')}</h1>
			<p className="hint">{t('cleaning.help')}</p>
			{menus}
			{isKnown && (
				<div key={place.form} className="stack">
					<details className="panel">
						<summary>{t('cleaning.bulkEdit')}</summary>
						<div className="stack tight">
							<BulkEditSection place={place} reading={reading} onDone={again} />
						</div>
					</details>
					<details className="panel">
						<summary>{t('cleaning.recode')}</summary>
						<div className="stack tight">
							<RecodeTexts place={place} reading={reading} onDone={again} />
						</div>
					</details>
					<details className="panel">
						<summary>{t('cleaning.keepLatest')}</summary>
						<div className="stack tight">
							<p className="hint">{t('cleaning.keepLatestHint')}</p>
							<EditPreviewLoader
								what={JSON.stringify(place)}
								loadPreview={() => callRoute(cleaningApi.previewSelfConflicts, { body: place })}
								kind="accept-later"
								reading={reading}
								onDone={again}
							/>
						</div>
					</details>
					<div className="actions">
						<Link className="plain small button" href={`/desk/cleaning/rules?${searchOf({ ...place })}`}>
							{t('rules.link')}
							<ViolationCount />
						</Link>
						<Link className="plain small button" href={`/desk/cleaning/file?${searchOf({ ...place })}`}>
							{t('cleaning.file.title')}
						</Link>
					</div>
					<section className="stack tight" aria-labelledby="edit-history">
						<h2 id="edit-history">{t('cleaning.history')}</h2>
						<BulkEditHistory place={place} reading={reading} />
					</section>
				</div>
			)}
		</div>
	)
}
