import * as z from 'zod/mini'
import { tableApi } from '#shared/api/table'
import type { NewView, SavedView } from '#shared/table/table-view'
import { callRoute } from '../../api/call-route.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useAsyncAction } from '../../ui/use-async-action.ts'
import { useDeskForm } from '../kit/use-desk-form.ts'
import { useRoute } from '../kit/use-server-data.ts'

const viewForm = z.object({ name: z.string().check(z.trim(), z.minLength(1), z.maxLength(120)) })

/** Saved views, shared by all users; a view can be removed by its author. */
export function SavedViews(props: {
	readonly now: Omit<NewView, 'name'>
	/** The search text is not saved with the view. */
	readonly isLess: boolean
	readonly onTake: (view: SavedView) => void
}) {
	const { t } = useTranslations()
	const { found, problem, reload } = useRoute(tableApi.views, {})
	const { isBusy, problem: failed, run } = useAsyncAction()
	const { register, submit, reset, formState } = useDeskForm({
		schema: viewForm,
		defaultValues: { name: '' },
		unsaved: null,
		async onSubmit({ name }) {
			if (!(await run(() => callRoute(tableApi.saveView, { body: { ...props.now, name } })))) return
			reset()
			reload()
		},
	})
	async function remove(id: string) {
		if (await run(() => callRoute(tableApi.removeView, { params: { id } }))) reload()
	}
	return (
		<details className="panel">
			<summary>{t('table.views', { count: found?.length ?? 0 })}</summary>
			<div className="stack tight">
				<ProblemNote problem={problem ?? failed} />
				<ul className="cards">
					{found?.map((view) => (
						<li key={view.id} className="card">
							<span className="card-text">
								<bdi>{view.name}</bdi>
								<bdi className="hint">{view.by}</bdi>
							</span>
							<span className="actions">
								<button
									type="button"
									className="plain small"
									aria-label={t('table.openNamedView', { name: view.name })}
									onClick={() => props.onTake(view)}
								>
									{t('table.openView')}
								</button>
								{view.isOwn && (
									<button
										type="button"
										className="plain small"
										aria-label={t('table.deleteNamedView', { name: view.name })}
										onClick={() => void remove(view.id)}
									>
										{t('table.deleteView')}
									</button>
								)}
							</span>
						</li>
					))}
				</ul>
				<form className="filters" noValidate onSubmit={submit}>
					<label className="inline grow">
						<span>{t('table.viewName')}</span>
						<input dir="auto" maxLength={120} {...register('name')} />
					</label>
					<button type="submit" className="small" disabled={isBusy || !formState.isValid}>
						{t('table.saveView')}
					</button>
				</form>
				{props.isLess && <p className="hint">{t('table.textNotSaved')}</p>}
			</div>
		</details>
	)
}
