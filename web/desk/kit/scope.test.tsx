import { screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { type DeskOptions, renderDesk, study } from '../../testing/render-desk.tsx'
import { text } from '../../testing/text.ts'
import { AllDistrictsLink, ScopeMenus, useScope } from './scope.tsx'
import type { ScopeKind } from './scope-kind.ts'

beforeEach(() => localStorage.clear())

function Page({ kind }: { readonly kind: ScopeKind }) {
	const { round, district } = useScope(kind)
	return (
		<>
			<ScopeMenus kind={kind} />
			<output>{`${round} ${district || 'all'}`}</output>
		</>
	)
}
const render = (kind: ScopeKind, path = '/desk/quality', options: DeskOptions = {}) =>
	renderDesk(<Page kind={kind} />, { path, ...options })
const shown = () => screen.getByRole('status').textContent
const menu = (key: 'desk.round' | 'quality.district') => screen.getByRole('combobox', { name: text(key) })

test('a page begins with the open round and all districts', async () => {
	await render('district')
	expect(shown()).toBe('endline all')
})

test('a choice is in the address and holds for the pages that follow', async () => {
	const { user, unmount } = await render('district', '/desk/quality?kind=alike')
	await user.selectOptions(menu('desk.round'), 'baseline')
	await user.selectOptions(menu('quality.district'), 'PK607')
	expect(location.search).toBe('?kind=alike&round=baseline&district=PK607')
	unmount()
	const next = await render('one-district', '/desk/sample')
	expect(shown()).toBe('baseline PK607')
	next.unmount()
	const { user: again } = await render('district')
	await again.selectOptions(menu('quality.district'), '')
	expect(shown()).toBe('baseline all')
})

test('the address of a link comes first, and is kept for the pages that follow', async () => {
	const { unmount } = await render('district', '/desk/quality?round=pilot&district=PK608')
	expect(shown()).toBe('pilot PK608')
	await waitFor(() => expect(localStorage.getItem('zila-scope')).toContain('PK608'))
	unmount()
	await render('district')
	expect(shown()).toBe('pilot PK608')
})

test('what does not exist any more is not chosen, and an unknown round of an address is shown as it is', async () => {
	localStorage.setItem('zila-scope', JSON.stringify({ 'person-sadia': { round: 'gone', district: 'gone' } }))
	const { unmount } = await render('district')
	expect(shown()).toBe('endline all')
	unmount()
	await render('district', '/desk/quality?round=elsewhere')
	expect(menu('desk.round')).toHaveValue('elsewhere')
})

test('a damaged store is like an empty one', async () => {
	localStorage.setItem('zila-scope', '{{')
	await render('district')
	expect(shown()).toBe('endline all')
})

test('the choice is kept for each person', async () => {
	const { user, unmount } = await render('district')
	await user.selectOptions(menu('desk.round'), 'baseline')
	unmount()
	await render('district', '/desk/quality', { person: { id: 'person-other' } })
	expect(shown()).toBe('endline all')
})

test('a page of one district begins with the first, and a user with one district has no other', async () => {
	const { unmount } = await render('one-district', '/desk/sample')
	expect(menu('quality.district')).not.toHaveValue('')
	expect(screen.queryByRole('option', { name: text('quality.all') })).toBeNull()
	unmount()
	await render('district', '/desk/quality', {
		study: { districts: study.districts.filter(({ code }) => code === 'PK607') },
	})
	expect(shown()).toBe('endline PK607')
})

test('a page of a round has no menu of districts', async () => {
	await render('round', '/desk/coverage')
	expect(screen.queryByRole('combobox', { name: text('quality.district') })).toBeNull()
})

test('a page of several rounds begins with all of them, and a chosen round holds for it too', async () => {
	const { user, unmount } = await render('any-round', '/desk/records')
	expect(shown()).toBe(' all')
	await user.selectOptions(menu('desk.round'), 'baseline')
	expect(shown()).toBe('baseline all')
	unmount()
	const second = await render('district')
	expect(shown()).toBe('baseline all')
	second.unmount()
	const again = await render('any-round', '/desk/records')
	await again.user.selectOptions(menu('desk.round'), '')
	expect(location.search).toBe('')
	expect(shown()).toBe(' all')
	again.unmount()
	await render('district')
	expect(shown()).toBe('endline all')
})

test('calls belong to no district, so that the helpline has no menu of districts', async () => {
	await render('any-round', '/desk/records', { study: { serves: ['helpline'] } })
	expect(screen.queryByRole('combobox', { name: text('quality.district') })).toBeNull()
})

test('a link beside a number of all districts shows all of them, and keeps a district of its own', async () => {
	localStorage.setItem('zila-scope', JSON.stringify({ 'person-sadia': { district: 'PK607' } }))
	const { user } = await renderDesk(
		<>
			<Page kind="district" />
			<AllDistrictsLink href="/desk/quality">all flags</AllDistrictsLink>
			<AllDistrictsLink href="/desk/quality?district=PK608">one district</AllDistrictsLink>
		</>,
		{ path: '/desk/overview' },
	)
	expect(shown()).toBe('endline PK607')
	await user.click(screen.getByRole('link', { name: 'all flags' }))
	expect(shown()).toBe('endline all')
	await user.click(screen.getByRole('link', { name: 'one district' }))
	expect(shown()).toBe('endline PK608')
})

test('a list of records without a round in its address shows all rounds', async () => {
	localStorage.setItem(
		'zila-scope',
		JSON.stringify({ 'person-sadia': { round: 'baseline', district: 'PK607' } }),
	)
	const { user } = await renderDesk(
		<>
			<Page kind="any-round" />
			<AllDistrictsLink href="/desk/records?round=pilot">one round</AllDistrictsLink>
			<AllDistrictsLink href="/desk/records?waiting=1">the queue</AllDistrictsLink>
		</>,
		{ path: '/desk/records' },
	)
	expect(shown()).toBe('baseline PK607')
	await user.click(screen.getByRole('link', { name: 'one round' }))
	expect(shown()).toBe('pilot all')
	await user.click(screen.getByRole('link', { name: 'the queue' }))
	expect(shown()).toBe(' all')
})
